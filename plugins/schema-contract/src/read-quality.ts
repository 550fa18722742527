import {
  type Metric,
  type Operator,
  type OperatorName,
  operators,
  type QualityRule,
  type Unchecked,
} from './contract.ts';
import { type Fields, invalid, list, optional, readFields } from './contract-fields.ts';

const descriptive = [
  'id',
  'name',
  'description',
  'authoritativeDefinitions',
  'businessImpact',
  'customProperties',
  'dimension',
  'method',
  'schedule',
  'scheduler',
  'severity',
  'tags',
];
const fields = [
  ...descriptive,
  ...['type', 'metric', 'rule', 'arguments', 'unit', 'query', 'engine', 'implementation'],
  ...Object.keys(operators),
];

// Which arguments a metric has, and whether it is of a property or of the whole object.
const metrics: Record<Metric, { of: 'property' | 'object' | 'both'; arguments: string[] }> = {
  nullValues: { of: 'property', arguments: [] },
  missingValues: { of: 'property', arguments: ['missingValues'] },
  invalidValues: { of: 'property', arguments: ['validValues', 'pattern'] },
  duplicateValues: { of: 'both', arguments: ['properties'] },
  rowCount: { of: 'object', arguments: [] },
};

/** The rules of the library; others are noted as unchecked. Throws PluginError `contract-invalid`. */
export function readQuality(element: Fields, column: string, unchecked: Unchecked[]): QualityRule[] {
  return list(element, 'quality').flatMap((one, index) => {
    const rule = readFields(one, `${element.path}.quality[${index}]`, fields);
    const type = optional(rule, 'type', 'string') ?? 'library';
    if (!['library', 'text', 'sql', 'custom'].includes(type))
      throw invalid(`${rule.path}.type`, `is ${type}`);
    if (type === 'library' && rule.values.metric !== undefined) return [readRule(rule, column)];
    const name = optional(rule, 'name', 'string') ?? `quality[${index}]`;
    const why = type === 'library' ? 'a rule without a metric' : `a rule of the type ${type} is not run`;
    unchecked.push({ column, rule: name, why });
    return [];
  });
}

function readRule(rule: Fields, column: string): QualityRule {
  const metric = optional(rule, 'metric', 'string') as Metric;
  if (!Object.hasOwn(metrics, metric)) throw invalid(`${rule.path}.metric`, `is ${metric}`);
  const unit = optional(rule, 'unit', 'string') ?? 'rows';
  if (unit !== 'rows' && unit !== 'percent') throw invalid(`${rule.path}.unit`, `is ${unit}`);
  const level = column === '' ? 'object' : 'property';
  if (![level, 'both'].includes(metrics[metric].of))
    throw invalid(`${rule.path}.metric`, `can not be measured on the whole ${level}`);
  if (metric === 'rowCount' && unit === 'percent') throw invalid(`${rule.path}.unit`, 'is percent: of what?');
  return {
    name: optional(rule, 'name', 'string'),
    metric,
    unit,
    operators: readOperators(rule),
    arguments: readArguments(rule, metric, level),
  };
}

function readOperators(rule: Fields): Operator[] {
  const found = (Object.keys(operators) as OperatorName[]).filter((name) => rule.values[name] !== undefined);
  if (found.length === 0) throw invalid(rule.path, 'has no operator, such as mustBe');
  return found.map((name) => {
    const numbers = [rule.values[name]].flat();
    const wanted = name.endsWith('Between') ? 2 : 1;
    if (numbers.length !== wanted || !numbers.every((one) => typeof one === 'number'))
      throw invalid(`${rule.path}.${name}`, wanted === 2 ? 'is not two numbers' : 'is not a number');
    if (wanted === 2 && (numbers[0] as number) >= (numbers[1] as number))
      throw invalid(`${rule.path}.${name}`, 'must have the smaller number first');
    return { name, numbers: numbers as number[] };
  });
}

function readArguments(rule: Fields, metric: Metric, level: string): QualityRule['arguments'] {
  const path = `${rule.path}.arguments`;
  const given = readFields(rule.values.arguments ?? {}, path, metrics[metric].arguments);
  const lists = ['missingValues', 'validValues', 'properties'].filter((key) => key in given.values);
  for (const key of lists) if (list(given, key).length === 0) throw invalid(`${path}.${key}`, 'is empty');
  optional(given, 'pattern', 'string');
  const needs = {
    missingValues: metric === 'missingValues',
    properties: metric === 'duplicateValues' && level === 'object',
    'validValues or pattern': metric === 'invalidValues',
  };
  for (const [names, needed] of Object.entries(needs))
    if (needed && !names.split(' or ').some((name) => given.values[name] !== undefined))
      throw invalid(path, `needs ${names}`);
  if (level === 'property' && given.values.properties !== undefined)
    throw invalid(`${path}.properties`, 'stands on an object only');
  return given.values as QualityRule['arguments'];
}
