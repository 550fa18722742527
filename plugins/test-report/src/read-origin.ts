import { PluginError, type ReportOrigin, secondsOf } from '@gatehouse/plugin-kit';
import { decodeEntities, type Element } from '@gatehouse/plugin-kit/xml';

const commit =
  /^(git|ci|vcs|scm|github|build)?[ ._-]?(commit|sha|revision|sourceversion)[ ._-]?(id|sha|hash)?([ ._-]full)?$/i;
const image = /^(image|container|artifact|oci)[ ._-]?digest$/i;

/** When its tests ran, and of what, as far as its suites say. Throws PluginError `contradiction` for two commits. */
export function readOrigin(root: Element, report: string): ReportOrigin {
  const suites = suitesIn(root);
  const times = suites.flatMap(({ attributes }) => secondsOf(attributes.timestamp?.trim()) ?? []);
  const subjects = [...new Set(suites.flatMap(subjectsOf))].sort();
  const commits = subjects.filter((one) => one.startsWith('git:'));
  if (commits.length > 1)
    throw new PluginError(
      'contradiction',
      `${report} says that its tests are of several commits: ${commits.slice(0, 3).join(', ')}`,
      'Attach one report for each commit, or only that of the commit which is released.',
    );
  const seconds = times.length === 0 ? undefined : times.reduce((least, one) => Math.min(least, one));
  return { report, subjects, seconds };
}

function suitesIn(element: Element): Element[] {
  const inner = element.children.filter(({ name }) => name === 'testsuite' || name === 'testsuites');
  return [element, ...inner.flatMap(suitesIn)];
}

function subjectsOf({ children }: Element): string[] {
  const properties = children.filter(({ name }) => name === 'properties').flatMap((one) => one.children);
  return properties.flatMap(({ attributes, text }) => {
    const name = decodeEntities(attributes.name ?? '').trim();
    const value = decodeEntities(attributes.value ?? text).trim();
    if (commit.test(name) && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(value)) return [`git:${value}`];
    const [digest] = /sha256:[0-9a-f]{64}$/.exec(value) ?? [];
    return image.test(name) && digest !== undefined ? [digest] : [];
  });
}
