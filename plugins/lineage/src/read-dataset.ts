import type { Use } from './lineage.ts';
import { digestOf, type Fields, fieldsOf, isFields, listOf, sha256Of, textOf } from './shape.ts';

export interface Dataset {
  use: Use;
  /** Namespace and name, unambiguous. */
  name: string;
  isModel: boolean;
  storage: string | undefined;
}

/**
 * Reads an input or output of an OpenLineage event: its facets `version`, `schema`, `dataSource`, `datasetType`, and
 * the custom one with the digest. Throws PluginError `bad-shape` or `bad-digest`.
 */
export function readDataset(value: unknown, at: string, digestFacet: string): Dataset {
  const dataset = fieldsOf(value, at);
  const namespace = withoutPassword(textOf(dataset.namespace, `${at}.namespace`));
  const name = textOf(dataset.name, `${at}.name`);
  const facets = facetsOf(dataset, at);
  const facet = (key: string) => liveFacet(facets, key, `${at}.facets.${key}`);
  const said = facet('version')?.datasetVersion;
  const version = said === undefined ? undefined : textOf(said, `${at}.facets.version.datasetVersion`);
  const custom = facet(digestFacet);
  const digest = custom && digestOf(custom.sha256, `${at}.facets.${digestFacet}.sha256`);
  const asDigest = version === undefined ? undefined : sha256Of(version);
  return {
    use: {
      node: `${namespace}/${name}`,
      digest: digest ?? asDigest,
      version: asDigest === undefined ? version : undefined,
      schema: schemaOf(facet('schema'), at),
    },
    name: JSON.stringify([namespace, name]),
    isModel: String(facet('datasetType')?.datasetType).toUpperCase() === 'MODEL',
    storage: storageOf(facet('dataSource')),
  };
}

// Facets of the dataset, and those that are of this input or output alone.
function facetsOf(dataset: Fields, at: string): Fields {
  const parts = ['facets', 'inputFacets', 'outputFacets'].map((key) =>
    dataset[key] === undefined || dataset[key] === null ? {} : fieldsOf(dataset[key], `${at}.${key}`),
  );
  return Object.assign({}, ...parts);
}

// A facet with `_deleted` says that there is none any more.
function liveFacet(facets: Fields, key: string, at: string): Fields | undefined {
  if (!Object.hasOwn(facets, key) || facets[key] === null) return undefined;
  const facet = fieldsOf(facets[key], at);
  return facet._deleted === true ? undefined : facet;
}

function schemaOf(facet: Fields | undefined, at: string): string | undefined {
  const fields = listOf(facet?.fields, `${at}.facets.schema.fields`);
  if (fields.length === 0) return undefined;
  const columns = fields.map((value, i) => {
    const field = fieldsOf(value, `${at}.facets.schema.fields[${i}]`);
    const type = typeof field.type === 'string' ? field.type.toLowerCase() : '';
    return JSON.stringify([textOf(field.name, `${at}.facets.schema.fields[${i}].name`), type]);
  });
  return columns.sort().join();
}

/** The columns in a schema of `readDataset`, each with its type. */
export function columnsOf(schema: string): string[] {
  return (JSON.parse(`[${schema}]`) as unknown[]).map((column) => JSON.stringify(column));
}

function storageOf(facet: Fields | undefined): string | undefined {
  if (!isFields(facet)) return undefined;
  const { uri, name } = facet;
  const text = typeof uri === 'string' ? uri : typeof name === 'string' ? name : undefined;
  // Whatever may be a password goes: in front of an @, or among the parameters. Evidence is committed.
  return text
    ?.replace(/[?#;].*$/s, '')
    .replace(/^([^/]*\/\/)?.*@/s, '$1')
    .toWellFormed();
}

// A name must stay what it is otherwise: abfss://container@account is no password.
function withoutPassword(namespace: string): string {
  return namespace.replace(/^([^/]*\/\/)[^/@:]*:[^@]*@/s, '$1');
}
