import { type Evidence, GatehouseError, type Release } from '@gatehouse/contracts';
import { type Base, readStatement, readYaml, releaseLimit } from '@gatehouse/facts';

const listPath = 'policies/data/compromised.yaml';
const evidenceLimit = 64 * 1024 * 1024;

interface Entry {
  name?: string;
  versions?: string[];
  digests?: string[];
  reason?: string;
}

interface Component {
  name: string;
  version: string;
  digest: string;
}

/** Says of a promoted release what it rests on that is known today to be compromised; null: nothing, or it is there no more. */
export type FindTaint = (release: string) => Promise<string | null>;

/**
 * Holds promoted releases against what the target lists today, as the rule inventory.compromised of the policies does with
 * new ones: by name and version, or by bytes. Reads releases only where something is listed. Throws `input.yaml` for a
 * list that cannot be read: everything may be on it.
 */
export async function openTaints(base: Base): Promise<FindTaint> {
  const entries = await readEntries(base);
  if (entries.length === 0) return async () => null;
  return async (release) => {
    const folder = `releases/${release}`;
    if ((await base.source.entry(`${folder}/release.yaml`)) === null) return null;
    const components = await componentsOf(base, folder, entries).catch((error: unknown) => {
      if (error instanceof GatehouseError) return error;
      throw error;
    });
    // What it rests on nobody can say: that is not to say that it rests on nothing bad.
    if (components instanceof GatehouseError)
      return `what it rests on cannot be read, and may be compromised: ${components.message}`;
    for (const entry of entries) {
      const meant = components.find((component) => isMeant(component, entry));
      if (meant)
        return `it rests on ${`${meant.name} ${meant.version}`.trim()}, which is compromised: ${entry.reason}`;
    }
    return null;
  };
}

async function readEntries({ source }: Base): Promise<Entry[]> {
  const bytes = await source.read(listPath, releaseLimit);
  if (bytes === null) return [];
  const { entries } = (readYaml(bytes, listPath).value ?? {}) as { entries?: unknown };
  if (Array.isArray(entries)) return entries;
  throw new GatehouseError('input.yaml', `${listPath} of the target has no list of \`entries\``, {
    hint: 'Mend it there: until then nobody can say what is compromised.',
  });
}

function isMeant({ name, version, digest }: Component, entry: Entry): boolean {
  const isNamed = name === entry.name && (entry.versions === undefined || entry.versions.includes(version));
  return isNamed || (entry.digests ?? []).includes(digest);
}

async function componentsOf(base: Base, folder: string, entries: readonly Entry[]): Promise<Component[]> {
  const release = await base.release(folder);
  const files = entries.some(({ digests }) => digests !== undefined) ? await filesOf(base, folder) : {};
  const measured = (release.validations ?? []).map(({ id }) =>
    readEvidence(base, `${folder}/evidence/${id}.json`),
  );
  return [
    ...listed(release),
    ...Object.entries(files).map(([path, digest]) => component(path, '', digest)),
    ...(await Promise.all(measured)).flat(),
  ];
}

/** `sha256:…` of all that sign-offs cover: read only where bytes are listed, as it hashes every file. */
async function filesOf(base: Base, folder: string): Promise<Record<string, string>> {
  const { project } = base.trustRoot.root;
  return (await readStatement(base.source, folder, { project, target: base.target })).files;
}

function listed({
  artifacts = [],
  datasets = [],
  pipelines = [],
  feature_stores = [],
}: Release): Component[] {
  const items = [...artifacts, ...datasets, ...pipelines, ...feature_stores];
  const parts = artifacts.flatMap(({ dependencies = [] }) => dependencies);
  return [
    ...items.map(({ id, version, digest }) => component(id, version, digest)),
    ...parts.map(({ id, version }) => component(id, version)),
  ];
}

/** What measured, and what it read: plugins, tools that wrote reports, files. Throws `input.json` for what is no evidence. */
async function readEvidence({ source }: Base, path: string): Promise<Component[]> {
  const bytes = await source.read(path, evidenceLimit);
  if (bytes === null) return [];
  try {
    const { plugin, inputs, measurements } = JSON.parse(bytes.toString('utf8')) as Evidence;
    return [
      component(plugin.name, plugin.version, plugin.digest),
      ...inputs.map((input) => component(input.path, '', input.digest)),
      ...measurements.flatMap(({ labels }) =>
        labels.tool === undefined ? [] : [component(labels.tool, labels.version)],
      ),
    ];
  } catch (cause) {
    throw new GatehouseError('input.json', `${path} is no evidence`, { cause });
  }
}

function component(name: string, version: string | undefined, digest: string | undefined = ''): Component {
  return { name, version: version ?? '', digest };
}
