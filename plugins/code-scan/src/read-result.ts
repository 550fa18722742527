import { type Level, levels, type Result, type Standing } from './scan.ts';
import { type Fields, fieldsOf, isFields, listOf, textOf } from './shape.ts';

/** A result, with what its rule says of it. Throws PluginError `unknown-shape`. */
export function readResult(
  result: Fields,
  rule: Fields | undefined,
  overrides: readonly Fields[],
  place: string,
): Result {
  const id = textOf(result.ruleId) ?? textOf(fieldsOf(result.rule, `${place}.rule`).id) ?? textOf(rule?.id);
  const [first = {}] = listOf(result.locations, `${place}.locations`);
  const physical = fieldsOf(first.physicalLocation, `${place}.physicalLocation`);
  const path = textOf(fieldsOf(physical.artifactLocation, `${place}.artifactLocation`).uri);
  const { startLine } = fieldsOf(physical.region, `${place}.region`);
  const { baselineState } = result;
  return {
    rule: id ?? 'a rule without a name',
    about:
      textOf(isFields(rule?.shortDescription) ? rule.shortDescription.text : undefined) ?? textOf(rule?.name),
    level: levelOf(result, rule, overrides),
    severity: severityOf(rule),
    path,
    line: typeof startLine === 'number' ? startLine : undefined,
    standing: standingOf(result, place),
    isNew: typeof baselineState === 'string' ? baselineState === 'new' : undefined,
    key: keyOf(result, id, path),
  };
}

/** Section 3.27.10: its own, else that of the run, else that of its rule, else `warning`; none where nothing failed. */
function levelOf(result: Fields, rule: Fields | undefined, overrides: readonly Fields[]): Level {
  const own = asLevel(result.level);
  if (own) return own;
  if (result.kind !== undefined && result.kind !== 'fail') return 'none';
  const override = overrides.find(
    ({ descriptor }) => isFields(descriptor) && rule !== undefined && descriptor.id === rule.id,
  );
  const configured = [override?.configuration, rule?.defaultConfiguration].map((one) =>
    isFields(one) ? asLevel(one.level) : undefined,
  );
  return configured.find((one) => one !== undefined) ?? 'warning';
}

function asLevel(value: unknown): Level | undefined {
  return levels.find((level) => level === value);
}

/** What is `open` or to be reviewed is undecided, and counts; only what says that it passed does not. */
function standingOf(result: Fields, place: string): Standing {
  if (result.baselineState === 'absent') return 'gone';
  const hasPassed = ['pass', 'notApplicable', 'informational'].includes(String(result.kind));
  if (hasPassed && (asLevel(result.level) ?? 'none') === 'none') return 'passed';
  const states = listOf(result.suppressions, `${place}.suppressions`).map(
    ({ status }) => status ?? 'accepted',
  );
  if (states.length > 0 && states.every((status) => status === 'accepted')) return 'suppressed';
  return states.includes('underReview') ? 'under-review' : 'open';
}

function severityOf(rule: Fields | undefined): number | undefined {
  const said = isFields(rule?.properties) ? rule.properties['security-severity'] : undefined;
  const number = typeof said === 'string' && said.trim() !== '' ? Number(said) : said;
  return typeof number === 'number' && number >= 0 && number <= 10 ? number : undefined;
}

/** What its tool tells findings apart by; else rule, file and message, so that a line that moved makes nothing new. */
function keyOf({ fingerprints, partialFingerprints, message }: Fields, rule = '', path = ''): string {
  const print = [fingerprints, partialFingerprints].find(
    (one) => isFields(one) && Object.keys(one).length > 0,
  );
  if (isFields(print)) return JSON.stringify([rule, path, Object.entries(print).sort()]);
  return JSON.stringify([rule, path, isFields(message) ? (message.text ?? message.id) : null]);
}
