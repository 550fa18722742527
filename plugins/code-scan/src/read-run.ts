import { secondsOf } from '@gatehouse/plugin-kit';
import { findRule, type Rules, rulesOf } from './find-rule.ts';
import { readResult } from './read-result.ts';
import type { Scan } from './scan.ts';
import { type Fields, fieldsOf, listOf, refuse, textOf } from './shape.ts';

/** A run of a tool. Throws PluginError `unknown-shape`. */
export function readRun(run: Fields, report: string): Scan {
  const tool = fieldsOf(fieldsOf(run.tool, `${report}: tool`).driver, `${report}: tool.driver`);
  const name = textOf(tool.name) ?? refuse(`${report}: tool.driver.name`, 'a text');
  const invocations = listOf(run.invocations, `${report}: invocations`);
  const rules = rulesOf(run, report);
  const results = listOf(run.results, `${report}: results`);
  return {
    ...{ report, tool: name, version: textOf(tool.semanticVersion) ?? textOf(tool.version) },
    hasScanned: Array.isArray(run.results),
    failure: failureOf(invocations, report),
    isComplete: invocations.length > 0 && invocations.every((one) => one.executionSuccessful === true),
    rules: countRules(rules),
    files: listOf(run.artifacts, `${report}: artifacts`).length,
    results: results.map((result, index) =>
      readResult(
        result,
        findRule(result, rules),
        overridesOf(invocations, report),
        `${report}: results[${index}]`,
      ),
    ),
    subjects: subjectsOf(run, report),
    seconds: timeOf(invocations),
  };
}

function countRules({ driver, extensions }: Rules): number {
  return [driver, ...extensions].reduce((sum, { length }) => sum + length, 0);
}

/** A tool that could not go on says so in one of three places. */
function failureOf(invocations: readonly Fields[], report: string): string | undefined {
  if (invocations.some(({ executionSuccessful }) => executionSuccessful === false))
    return 'it says that it was not successful';
  const notes = invocations.flatMap((one) => [
    ...listOf(one.toolExecutionNotifications, `${report}: toolExecutionNotifications`),
    ...listOf(one.toolConfigurationNotifications, `${report}: toolConfigurationNotifications`),
  ]);
  const errors = notes.filter(({ level }) => level === 'error').length;
  return errors === 0 ? undefined : `it tells of ${errors} errors of its own`;
}

function overridesOf(invocations: readonly Fields[], report: string): Fields[] {
  return invocations.flatMap((one) =>
    listOf(one.ruleConfigurationOverrides, `${report}: ruleConfigurationOverrides`),
  );
}

function timeOf(invocations: readonly Fields[]): number | undefined {
  const times = invocations.flatMap(
    ({ endTimeUtc, startTimeUtc }) => secondsOf(textOf(endTimeUtc) ?? textOf(startTimeUtc)) ?? [],
  );
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The commit that was checked out; the image, as Trivy says it. */
function subjectsOf(run: Fields, report: string): string[] {
  const commits = listOf(run.versionControlProvenance, `${report}: versionControlProvenance`).flatMap(
    ({ revisionId }) =>
      /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(String(revisionId)) ? [`git:${revisionId}`] : [],
  );
  const { imageID, repoDigests } = fieldsOf(run.properties, `${report}: properties`);
  const images = [imageID, ...(Array.isArray(repoDigests) ? repoDigests : [])];
  const digests = images.flatMap((one) => /sha256:[0-9a-f]{64}$/.exec(String(one))?.[0] ?? []);
  return [...new Set([...commits, ...digests])].sort();
}
