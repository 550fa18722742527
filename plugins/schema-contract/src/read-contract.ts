import { PluginError } from '@gatehouse/plugin-kit';
import {
  type Contract,
  type ContractColumn,
  type LogicalType,
  logicalTypes,
  type Unchecked,
} from './contract.ts';
import { type Fields, invalid, list, optional, readFields, required } from './contract-fields.ts';
import { optionsOf } from './plan-options.ts';
import { readQuality } from './read-quality.ts';

// Fields of the standard that say nothing about the data itself.
const descriptive = [
  'id',
  'businessName',
  'description',
  'authoritativeDefinitions',
  'tags',
  'customProperties',
];
const elementFields = [
  'name',
  'physicalName',
  'physicalType',
  'logicalType',
  'quality',
  'relationships',
  'properties',
];
const objectFields = [...descriptive, ...elementFields, 'dataGranularityDescription'];
const columnFields = [
  ...descriptive,
  ...elementFields,
  'classification',
  'criticalDataElement',
  'encryptedName',
  'examples',
  'items',
  'logicalTypeOptions',
  'partitioned',
  'partitionKeyPosition',
  'primaryKey',
  'primaryKeyPosition',
  'required',
  'transformDescription',
  'transformLogic',
  'transformSourceObjects',
  'unique',
];

/**
 * Reads one object of the contract's schema; what stands beside `schema` (servers, team, price, …) is not looked at.
 * Throws PluginError `contract-version`, `contract-invalid`, `object-missing` or `object-ambiguous`.
 *
 * @param wanted the name of the object; without it, there must be one only
 */
export function readContract(document: unknown, wanted: string | undefined): Contract {
  if (typeof document !== 'object' || document === null) throw invalid('the contract', 'is not a mapping');
  const root: Fields = { path: 'contract', values: document as Record<string, unknown> };
  const standard = required(root, 'apiVersion');
  if (!/^v3\.[01]\.\d+$/.test(standard))
    throw new PluginError('contract-version', `apiVersion ${standard} is not understood`, 'Use v3.1.0.');
  if (required(root, 'kind') !== 'DataContract') throw invalid('contract.kind', 'is not DataContract');
  const object = chooseObject(root, wanted);
  const unchecked: Unchecked[] = [];
  relationshipsOf(object, '', unchecked);
  const columns = list(object, 'properties').map((one, index) =>
    readColumn(one, `${object.path}.properties[${index}]`, unchecked),
  );
  if (columns.length === 0) throw invalid(`${object.path}.properties`, 'has no property');
  for (const key of ['name', 'column'] as const) {
    const names = columns.map((column) => column[key]);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw invalid(object.path, `has the property ${twice} twice`);
  }
  return {
    version: required(root, 'version'),
    object: required(object, 'name'),
    columns,
    quality: readQuality(object, '', unchecked),
    unchecked,
  };
}

function chooseObject(root: Fields, wanted: string | undefined): Fields {
  const objects = list(root, 'schema').map((one, index) => readFields(one, `schema[${index}]`, objectFields));
  const names = objects.map((one) => required(one, 'name'));
  const found = wanted === undefined ? objects : objects.filter((_, index) => names[index] === wanted);
  const [object, ...others] = found;
  if (!object)
    throw new PluginError(
      'object-missing',
      `the contract has no object ${wanted ?? ''}`.trim(),
      `It has ${names.join(', ') || 'none'}.`,
    );
  if (others.length > 0)
    throw new PluginError(
      'object-ambiguous',
      `the contract has ${found.length} objects: ${names.join(', ')}`,
      'Name the one that the table is, as `object`.',
    );
  if (object.values.logicalType !== undefined && object.values.logicalType !== 'object')
    throw invalid(`${object.path}.logicalType`, 'is not object');
  return object;
}

function readColumn(value: unknown, path: string, unchecked: Unchecked[]): ContractColumn {
  const fields = readFields(value, path, columnFields);
  const name = required(fields, 'name');
  const column = optional(fields, 'physicalName', 'string') ?? name;
  const logicalType = optional(fields, 'logicalType', 'string');
  if (logicalType !== undefined && !logicalTypes.some((one) => one === logicalType))
    throw invalid(`${path}.logicalType`, `is ${logicalType}, not one of ${logicalTypes.join(', ')}`);
  const options = readFields(
    fields.values.logicalTypeOptions ?? {},
    `${path}.logicalTypeOptions`,
    logicalType === undefined ? [] : optionsOf(logicalType as LogicalType),
  );
  relationshipsOf(fields, column, unchecked);
  for (const inner of ['properties', 'items'])
    if ((fields.values[inner] ?? undefined) !== undefined)
      unchecked.push({ column, rule: inner, why: 'what is inside a value is not looked at' });
  return {
    name,
    column,
    logicalType: logicalType as LogicalType | undefined,
    physicalType: optional(fields, 'physicalType', 'string'),
    required: optional(fields, 'required', 'boolean') ?? false,
    unique: optional(fields, 'unique', 'boolean') ?? false,
    primaryKey: optional(fields, 'primaryKey', 'boolean') ?? false,
    options: options.values,
    quality: readQuality(fields, column, unchecked),
  };
}

function relationshipsOf(fields: Fields, column: string, unchecked: Unchecked[]): void {
  if (list(fields, 'relationships').length > 0)
    unchecked.push({ column, rule: 'relationships', why: 'other tables are not looked at' });
}
