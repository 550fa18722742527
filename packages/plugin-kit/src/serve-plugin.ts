import { Console } from 'node:console';
import { findNotJson } from '@gatehouse/contracts';
import { type Measured, type Plugin, type PluginContext, PluginError } from './define-plugin.ts';

/** What the engine writes to a plugin's stdin. */
export interface PluginRequest {
  schema: 'gatehouse/plugin-request@1';
  config: unknown;
  /** The declared inputs: path as in the configuration -> absolute path. */
  files: Record<string, string>;
}

/**
 * The child's side: one request from stdin, one answer to stdout and nothing else. It runs in a process of its own
 * and ends it, because a plugin may leave handles open. Progress goes to stderr as `@progress 0.42 doing words`.
 * @public The bundle of a plugin calls it.
 */
export async function servePlugin(load: () => Promise<Plugin<never>>): Promise<void> {
  const write = keepStdoutClean();
  const answer = await answerRequest(load);
  write(`${JSON.stringify(answer)}\n`, () => process.exit(0));
}

async function answerRequest(load: () => Promise<Plugin<never>>): Promise<Record<string, unknown>> {
  const schema = 'gatehouse/plugin-answer@1';
  try {
    const request = await readRequest();
    const plugin = await load();
    return { schema, ...(await measure(plugin, contextOf(request))) };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    return { schema, error: describeError(error) };
  }
}

/** Measures, and refuses a result that JSON would falsify. Throws PluginError `not-json`, and what the plugin throws. */
export async function measure<Config>(
  plugin: Plugin<Config>,
  context: PluginContext<Config>,
): Promise<Measured> {
  const measured = await plugin.measure(context);
  const wrong = findNotJson(measured);
  if (wrong !== undefined)
    throw new PluginError(
      'not-json',
      `the plugin's result is not plain JSON: ${wrong}`,
      'Report an undefined value as null, with a note that says why.',
    );
  return measured;
}

/** A thrown thing as an answer says it: a PluginError has its own code, all else is `plugin-failed`. */
function describeError(error: unknown): { code: string; message: string; hint?: string } {
  if (error instanceof PluginError)
    return {
      code: error.code,
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    };
  if (!(error instanceof Error)) return { code: 'plugin-failed', message: String(error) };
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return { code: 'plugin-failed', message: `${error.name}: ${error.message}${cause}` };
}

function contextOf(request: PluginRequest): PluginContext<never> {
  return {
    config: request.config as never,
    file(path) {
      const absolute = Object.hasOwn(request.files, path) ? request.files[path] : undefined;
      if (absolute !== undefined) return absolute;
      throw new PluginError(
        'undeclared-input',
        `not a declared input: ${path}`,
        'Give its field the type InputPath.',
      );
    },
    progress(share, doing) {
      process.stderr.write(`@progress ${share.toFixed(4)} ${doing.replaceAll(/\s+/g, ' ')}\n`);
    },
  };
}

async function readRequest(): Promise<PluginRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const request = JSON.parse(Buffer.concat(chunks).toString('utf8')) as PluginRequest;
  if (request.schema === 'gatehouse/plugin-request@1') return request;
  throw new PluginError('unknown-request', `this plugin does not speak ${String(request.schema)}`);
}

// Whatever a plugin or a library of its prints must not end up inside the answer.
function keepStdoutClean(): (text: string, done: () => void) => void {
  const stdout = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
  globalThis.console = new Console(process.stderr, process.stderr);
  return (text, done) => {
    stdout(text, () => done());
  };
}
