import { PluginError } from '@gatehouse/plugin-kit';
import type { Report } from '../config.ts';
import { hasFinite } from '../flatten.ts';
import type { Check, Imported, Value } from '../imported.ts';
import { mask } from '../mask.ts';
import { readRun } from './mlflow-run.ts';
import { checkThresholds } from './mlflow-thresholds.ts';

const mostListed = 100;

/** An MLflow run, and how its metrics stand to their thresholds. Throws as readRun, and `same-run`. */
export function readMlflow(report: Report, file: (path: string) => string): Imported {
  const run = readRun({ path: report.path, files: report.files ?? [] }, file);
  const baseline = report.baseline && readRun(report.baseline, file);
  // Every change would be zero, and a threshold of zero met.
  if (baseline?.id === run.id)
    throw new PluginError(
      'same-run',
      `${report.path}: the baseline is the run itself, ${run.id}`,
      'Name another run under `baseline`.',
    );
  const judged = checkThresholds(report.thresholds ?? {}, run.metrics, baseline?.metrics, report.path);
  const values: Value[] = [...run.metrics].map(([name, { value, n }]) => ({ name, value, n }));
  return {
    about: { tool: 'mlflow', suite: run.name, time: run.ended },
    checks: [
      ...notFinished(run.state, 'run'),
      ...(baseline ? notFinished(baseline.state, 'baseline') : []),
      ...judged.checks,
    ],
    values: [...values, ...judged.values],
    metrics: values.filter((one) => hasFinite([one])).length,
    unjudged: 0,
    said: [],
    details: { run: run.id, params: listed(run.params), tags: listed(run.tags) },
  };
}

// That a run has finished is no merit; that it has not spoils whatever it measured.
function notFinished(state: string, name: string): Check[] {
  return state === 'FINISHED' ? [] : [{ name, outcome: 'errored', message: `its state is ${state}` }];
}

function listed(values: Map<string, string>): Record<string, string> {
  return Object.fromEntries([...values].slice(0, mostListed).map(([key, text]) => [mask(key), shown(text)]));
}

function shown(text: string): string {
  return /^-?[\d.]+(e-?\d+)?$/i.test(text) && text.length <= 20 ? text : mask(text);
}
