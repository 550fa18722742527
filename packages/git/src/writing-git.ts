import { GatehouseError } from '@gatehouse/contracts';
import { type SimpleGit, type SimpleGitOptions, simpleGit } from 'simple-git';

/** git for writing, with an environment that `writingEnvironment` made. `config`: `key=value`; `input`: for its standard input. */
export function openGit(
  directory: string,
  env: Record<string, string>,
  { config = [], input }: { config?: string[]; input?: string } = {},
): SimpleGit {
  const options = {
    baseDir: directory,
    allowEnvironment: Object.keys(env),
    errors: failedByExitCode,
    unsafe,
  };
  return simpleGit({ ...options, config, ...(input === undefined ? {} : { input: () => input }) }).env(env);
}

// By itself simple-git takes a failure without a word on stderr, such as a merge with conflicts, for a success.
function failedByExitCode(
  error: Buffer | Error | undefined,
  { exitCode, stdOut, stdErr }: { exitCode: number; stdOut: Buffer[]; stdErr: Buffer[] },
): Buffer | Error | undefined {
  if (error !== undefined || exitCode === 0) return error;
  return Buffer.concat([...stdErr, ...stdOut, Buffer.from(`git ended with code ${exitCode}`)]);
}

/** Waits for git; throws `git.failed` with a message of ours before git's. */
export async function orFail<T>(promise: PromiseLike<T>, message: string, hint?: string): Promise<T> {
  try {
    return await promise;
  } catch (cause) {
    throw new GatehouseError('git.failed', `${message}: ${firstLine(cause as Error)}`, { hint, cause });
  }
}

/** The first line of what git says. */
export function firstLine(error: Error): string {
  return (
    error.message
      .split('\n')
      .map((line) => line.trim())
      .find(Boolean) ?? 'no reason given'
  );
}

type Unsafe = NonNullable<SimpleGitOptions['unsafe']>;

/**
 * simple-git refuses arguments and variables that would be dangerous from a stranger. Here the arguments are ours and
 * the variables the user's own, and it would end with an error where a container sets GIT_CONFIG_COUNT or a shell
 * PREFIX. All of them, so that the compiler asks about each that a newer simple-git adds.
 */
const unsafe = {
  allowUnsafeAlias: true,
  allowUnsafeAskPass: true,
  allowUnsafeCommandBinaries: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeEditor: true,
  allowUnsafeMergeDriver: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafePack: true,
  allowUnsafeSshCommand: true,
  allowUnsafeGitProxy: true,
  allowUnsafeExec: true,
  allowUnsafeHooksPath: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeDiffTextConv: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeTemplateDir: true,
  allowUnsafeInclude: true,
  allowUnsafeSubmodule: true,
  allowUnsafeUrlRewrite: true,
} satisfies Record<Exclude<keyof Unsafe, 'allowUnsafeCustomBinary' | 'allowAbbreviatedOptions'>, true>;
