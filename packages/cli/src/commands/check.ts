import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { GatehouseError } from '@gatehouse/contracts';
import { judge } from '@gatehouse/judge';
import { type CheckReport, renderText } from '@gatehouse/report';
import { exitCodeOf } from '../exit-code.ts';
import type { Host } from '../host.ts';

export interface CheckOptions {
  repo?: string;
  base?: string;
  head?: string;
  worktree?: boolean;
  all?: boolean;
  format?: string;
  output?: string[];
  reportOnly?: boolean;
}

const formats: Record<string, (report: CheckReport, color: boolean) => string> = {
  text: (report, color) => renderText(report, { color }),
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
};

/** `gate check`: judges releases, prints the report, gives the exit code. */
export async function check(host: Host, names: string[], options: CheckOptions): Promise<number> {
  const outputs = [`${options.format ?? 'text'}=-`, ...(options.output ?? [])].map(parseOutput);
  if (options.worktree && options.head) {
    throw new GatehouseError('usage.value', '--worktree and --head exclude each other', {
      hint: 'Leave out one: --worktree judges the files as they lie there, --head a commit.',
    });
  }
  const report = await judge(host, { ...options, names });
  for (const { format, file } of outputs) {
    const render = formats[format] as (report: CheckReport, color: boolean) => string;
    if (file === '-') host.stdout.write(render(report, host.stdout.color));
    else writeOutput(resolve(host.cwd, file), render(report, false));
  }
  return options.reportOnly ? 0 : exitCodeOf(report);
}

function parseOutput(text: string): { format: string; file: string } {
  const [format = '', ...rest] = text.split('=');
  const file = rest.join('=');
  if (Object.hasOwn(formats, format) && file !== '') return { format, file };
  throw new GatehouseError('usage.value', `${JSON.stringify(text)} is not <format>=<file>`, {
    hint: `Formats: ${Object.keys(formats).join(', ')}. Example: --output json=gate.json`,
  });
}

function writeOutput(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    throw new GatehouseError('usage.value', `the report could not be written to ${file}`, {
      hint: 'Name a file in a folder that exists and that you may write to.',
      cause,
    });
  }
}
