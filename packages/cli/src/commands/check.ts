import { GatehouseError } from '@gatehouse/contracts';
import { judge } from '@gatehouse/judge';
import type { CheckReport } from '@gatehouse/report';
import { exitCodeOf, type Failure, failures } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { nearest } from '../nearest.ts';
import { claimOutputs, findFormat, writeOutputs } from '../outputs.ts';

export interface CheckOptions {
  repo?: string;
  base?: string;
  head?: string;
  worktree?: boolean;
  all?: boolean;
  format?: string;
  output?: string[];
  failOn?: string[];
  reportOnly?: boolean;
}

/** `gate check`: judges releases, prints the report, writes it to files, gives the exit code. */
export async function check(host: Host, names: string[], options: CheckOptions): Promise<number> {
  // First: after an error of whatever kind no older report must stand where this one was asked for.
  const outputs = await claimOutputs(host.cwd, options.output ?? []);
  const printed = findFormat(options.format ?? 'text');
  const failOn = (options.failOn ?? []).map(readFailure);
  refuseContradictions(options);
  const report = await judge(host, { ...options, names });
  const texts = await Promise.all(
    outputs.map(({ format, place }) => render(report, format, place === null && host.stdout.color)),
  );
  host.stdout.write(await render(report, printed.name, host.stdout.color));
  await writeOutputs(outputs, texts.map(host.wording), host.stdout);
  return options.reportOnly ? 0 : exitCodeOf(report, failOn);
}

async function render(report: CheckReport, format: string, color: boolean): Promise<string> {
  return (await findFormat(format).load())(report, { color });
}

function readFailure(word: string): Failure {
  const known = failures.find((failure) => failure === word);
  if (known !== undefined) return known;
  const [near] = nearest(word.toLowerCase(), failures, 1);
  throw new GatehouseError('usage.value', `--fail-on does not know ${JSON.stringify(word)}`, {
    hint: `${near === undefined ? '' : `Did you mean ${near}? `}It takes ${failures.join(', ')}.`,
  });
}

function refuseContradictions({ worktree, head, reportOnly, failOn }: CheckOptions): void {
  if (worktree && head) {
    throw new GatehouseError('usage.value', '--worktree and --head exclude each other', {
      hint: 'Leave out one: --worktree judges the files as they lie there, --head a commit.',
    });
  }
  if (reportOnly && failOn !== undefined) {
    throw new GatehouseError('usage.value', '--report-only and --fail-on exclude each other', {
      hint: 'Leave out one: --report-only always exits 0, --fail-on names what exits 1.',
    });
  }
}
