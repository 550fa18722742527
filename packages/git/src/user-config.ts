import { execFile } from 'node:child_process';
import { GatehouseError } from '@gatehouse/contracts';
import { gitMissing } from './run-git.ts';

/** How the user's git is configured, from all places that it reads. */
export interface UserConfig {
  /** The last value of a key in lower case, such as `user.signingkey`; null if there is none, or only an empty one. */
  value(key: string): string | null;
  /** The last value as yes or no; no if there is none. Throws `git.failed` where git would not understand it either. */
  flag(key: string): boolean;
  /** The values whose keys match, as a configuration file. */
  fileOf(keys: RegExp): Buffer;
  /** What stands in the middle of `<section>.<name>.<key>`, once each. */
  names(section: string): string[];
}

interface Entry {
  /** Section and last part in lower case, as git gives them. */
  key: string;
  /** The bytes, one a character: nobody promises UTF-8. null: the key stands there alone, which means yes. */
  value: string | null;
}

/** Asks git. `env` as `writingEnvironment` makes it. Throws `git.failed`, and `config.engine` if there is no git. */
export async function readUserConfig(directory: string, env: Record<string, string>): Promise<UserConfig> {
  const entries = (await listConfig(directory, env)).split('\0').filter(Boolean).map(parseEntry);
  const last = (key: string) => entries.findLast((entry) => entry.key === key);
  const text = (value: string) => Buffer.from(value, 'latin1').toString('utf8');
  return {
    value: (key) => text(last(key)?.value ?? '').trim() || null,
    flag(key) {
      const found = last(key);
      if (found === undefined || found.value === null) return found !== undefined;
      const value = found.value.toLowerCase();
      if (['true', 'yes', 'on', '1'].includes(value)) return true;
      if (['false', 'no', 'off', '0', ''].includes(value)) return false;
      throw new GatehouseError(
        'git.failed',
        `${key} is ${JSON.stringify(text(value))}, neither true nor false`,
        {
          hint: `git config ${key} true`,
        },
      );
    },
    fileOf: (keys) =>
      Buffer.from(
        entries
          .filter(({ key }) => keys.test(key))
          .map(formatEntry)
          .join(''),
        'latin1',
      ),
    names: (section) => [
      ...new Set(entries.flatMap(({ key }) => (key.startsWith(`${section}.`) ? middleOf(key) : []))),
    ],
  };
}

function listConfig(directory: string, env: Record<string, string>): Promise<string> {
  const options = { cwd: directory, env, encoding: 'latin1', maxBuffer: 64 * 1024 * 1024 } as const;
  return new Promise((resolve, reject) => {
    execFile('git', ['config', '--list', '-z'], options, (cause, stdout, stderr) => {
      if (cause === null) return resolve(stdout);
      if (cause.code === 'ENOENT') return reject(gitMissing(cause));
      const why = stderr.trim().split('\n')[0] || cause.message;
      const hint =
        'Mend what git names: a configuration file, or a variable GIT_CONFIG_… of your environment.';
      reject(new GatehouseError('git.failed', `git cannot read its configuration: ${why}`, { hint, cause }));
    });
  });
}

function parseEntry(text: string): Entry {
  const end = text.indexOf('\n');
  return end === -1 ? { key: text, value: null } : { key: text.slice(0, end), value: text.slice(end + 1) };
}

function middleOf(key: string): string[] {
  const [from, to] = [key.indexOf('.'), key.lastIndexOf('.')];
  return from === to ? [] : [key.slice(from + 1, to)];
}

// git-config, "Syntax": in quotes, only these need a backslash.
function formatEntry({ key, value }: Entry): string {
  const [name] = middleOf(key);
  const section = key.slice(0, key.indexOf('.'));
  const header = name === undefined ? section : `${section} "${name.replace(/["\\]/g, '\\$&')}"`;
  const quoted = value?.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n');
  const last = key.slice(key.lastIndexOf('.') + 1);
  return `[${header}]\n\t${last}${quoted === undefined ? '' : ` = "${quoted}"`}\n`;
}
