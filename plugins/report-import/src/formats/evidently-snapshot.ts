import { PluginError } from '@gatehouse/plugin-kit';
import { type Fields, fieldsOf, isFields, listOf, textOf } from '../shape.ts';

/**
 * The full form of a run (`Snapshot.dumps()`, also of a workspace), reduced to the one that `save_json` writes. Throws
 * PluginError `unknown-shape`.
 */
export function reduceSnapshot(snapshot: Fields, shown: string): Fields {
  const results = fieldsOf(snapshot.metric_results, `${shown}: metric_results`);
  const ids = listOf(snapshot.top_level_metrics, `${shown}: top_level_metrics`);
  const metrics = ids.map((id, i) => {
    const key = textOf(id, `${shown}: top_level_metrics[${i}]`);
    const at = `${shown}: metric_results.${key}`;
    const result = fieldsOf(results[key], at);
    const location = fieldsOf(result.metric_value_location, `${at}.metric_value_location`);
    const { params } = fieldsOf(location.metric, `${at}.metric_value_location.metric`);
    const config = fieldsOf(params, `${at}.metric_value_location.metric.params`);
    return {
      metric: { metric_name: nameOf(config, at), config, value: numbersOf(result, at) },
      tests: listOf(result.tests, `${at}.tests`),
    };
  });
  // A metric that is part of another is not listed, and may have tests all the same.
  const others = Object.entries(results)
    .filter(([key, result]) => !ids.includes(key) && isFields(result) && result.tests !== undefined)
    .map(([key, result]) => listOf((result as Fields).tests, `${shown}: metric_results.${key}.tests`));
  return {
    ...{ name: snapshot.name, timestamp: snapshot.timestamp },
    metrics: metrics.map(({ metric }) => metric),
    tests: [...metrics.flatMap(({ tests }) => tests), ...others.flat()],
  };
}

// As in the other form: `ValueDrift(column=age,method=ks)`.
function nameOf({ type, tests: _, ...parameters }: Fields, at: string): string {
  const shown = Object.entries(parameters).filter(([, value]) => value !== null && typeof value !== 'object');
  const written = shown.map(([key, value]) => `${key}=${pythonOf(value)}`);
  return `${lastPart(type, at)}(${written.join(',')})`;
}

function pythonOf(value: unknown): string {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
}

function numbersOf(result: Fields, at: string): unknown {
  switch (lastPart(result.type, at)) {
    case 'SingleValue':
      return result.value;
    case 'CountValue':
      return { count: single(result.count), share: single(result.share) };
    case 'MeanStdValue':
      return { mean: single(result.mean), std: single(result.std) };
    case 'ByLabelValue':
      return Object.fromEntries(
        Object.entries(fieldsOf(result.values, `${at}.values`)).map(([label, one]) => [label, single(one)]),
      );
    case 'DataframeValue': {
      // Other tables hold values of the data.
      const table = isFields(result.value) ? result.value : {};
      return 'rank' in table && 'value' in table ? table : {};
    }
    case 'ByLabelCountValue': // values of the data
      return {};
    default:
      throw new PluginError(
        'unknown-shape',
        `${at} has a type of result that is not known`,
        'Write the report with `save_json`.',
      );
  }
}

function single(value: unknown): unknown {
  return isFields(value) ? (value.value ?? null) : null;
}

// `evidently:metric_v2:ValueDrift`
function lastPart(type: unknown, at: string): string {
  return textOf(type, `${at}: its type`).split(':').at(-1) as string;
}
