import { PluginError } from './define-plugin.ts';
import { decodeUtf8, parseJson, readReport } from './read-text.ts';
import { secondsOf } from './seconds-of.ts';

/** What SLSA provenance says of each file that it names. Its signature is not looked at: who commits it vouches for it. */
export interface Provenance {
  files: {
    digest: string;
    /** What the run had: `git:…` of commits, `sha256:…` of artifacts. */
    subjects: string[];
    /** When the run was finished, or began where that is not said; seconds since 1970 UTC. */
    seconds: number | undefined;
  }[];
}

type Fields = Record<string, unknown>;

const largest = 16 * 1024 * 1024;
const statements = /^https:\/\/in-toto\.io\/Statement\/v(0\.1|1)$/;
const versions: Record<string, (predicate: Fields) => { materials: unknown[]; time: unknown }> = {
  'https://slsa.dev/provenance/v1': (predicate) => {
    const { finishedOn, startedOn } = fields(fields(predicate.runDetails).metadata);
    const { resolvedDependencies } = fields(predicate.buildDefinition);
    return { materials: list(resolvedDependencies), time: finishedOn ?? startedOn };
  },
  'https://slsa.dev/provenance/v0.2': (predicate) => {
    const { buildFinishedOn, buildStartedOn } = fields(predicate.metadata);
    const { configSource } = fields(predicate.invocation);
    return {
      materials: [...list(predicate.materials), configSource],
      time: buildFinishedOn ?? buildStartedOn,
    };
  },
};

/**
 * SLSA provenance v0.2 or v1 as an in-toto statement: plain, in a DSSE envelope or a sigstore bundle, or one of these a line.
 * Throws PluginError `not-provenance`, and as parseJson.
 */
export function readProvenance(path: string, shown: string): Provenance {
  const text = decodeUtf8(readReport(path, shown, largest), shown);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const isLines =
    lines.length > 1 && lines.every((line) => line.startsWith('{') && line.trimEnd().endsWith('}'));
  const documents = (isLines ? lines : [text]).map((one) => parseJson(one, shown));
  return { files: documents.flatMap((one) => filesOf(openEnvelope(one, shown), shown)) };
}

function openEnvelope(document: unknown, shown: string): Fields {
  const outer = fields(document);
  const envelope = isFields(outer.dsseEnvelope) ? outer.dsseEnvelope : outer;
  if (envelope.payload === undefined) return envelope;
  if (envelope.payloadType !== 'application/vnd.in-toto+json' || typeof envelope.payload !== 'string')
    throw refused(shown, 'its envelope holds no in-toto statement');
  return fields(parseJson(decodeUtf8(Buffer.from(envelope.payload, 'base64'), shown), shown));
}

function filesOf(statement: Fields, shown: string): Provenance['files'] {
  if (!statements.test(String(statement._type))) throw refused(shown, 'it is no in-toto statement');
  const read = versions[String(statement.predicateType)];
  if (read === undefined || !Object.hasOwn(versions, String(statement.predicateType)))
    throw refused(shown, `its predicate is ${JSON.stringify(statement.predicateType)}`);
  const { materials, time } = read(fields(statement.predicate));
  const about = {
    subjects: [...new Set(materials.flatMap((one) => subjectsOf(fields(one).digest)))],
    seconds: secondsOf(typeof time === 'string' ? time : undefined),
  };
  const digests = list(statement.subject).flatMap((one) => sha256Of(fields(fields(one).digest)));
  if (digests.length === 0) throw refused(shown, 'it names no file by its SHA-256');
  return digests.map((digest) => ({ digest, ...about }));
}

/** In-toto calls a commit `gitCommit`; before that it stood under `sha1`. */
function subjectsOf(digest: unknown): string[] {
  const said = fields(digest);
  const commits = [said.gitCommit, said.sha1].filter(
    (one): one is string => typeof one === 'string' && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(one),
  );
  return [...commits.map((one) => `git:${one}`), ...sha256Of(said)];
}

function sha256Of({ sha256 }: Fields): string[] {
  return typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256) ? [`sha256:${sha256}`] : [];
}

function refused(shown: string, why: string): PluginError {
  return new PluginError(
    'not-provenance',
    `${shown} is no SLSA provenance: ${why}`,
    'Let CI write provenance v1 of the reports, as actions/attest-build-provenance of GitHub does for `subject-path`.',
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
