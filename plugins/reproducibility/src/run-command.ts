import { spawn } from 'node:child_process';

export interface Ended {
  how: 'well' | 'failed' | 'timeout' | 'missing';
  code: number | null;
  signal: string | null;
  seconds: number;
  /** The last lines of stderr, or of stdout where stderr is empty. */
  tail: string[];
}

/**
 * Runs a command with just this environment. It is not put into a process group of its own: what it leaves behind ends
 * with the plugin, by the engine.
 */
export function runCommand(
  [program = '', ...parameters]: readonly string[],
  about: { folder: string; environment: Record<string, string>; seconds: number },
): Promise<Ended> {
  const start = performance.now();
  const child = spawn(program, parameters, {
    cwd: about.folder,
    env: about.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err] = [createTail(), createTail()];
  child.stdout.on('data', out.write);
  child.stderr.on('data', err.write);
  return new Promise((done) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, about.seconds * 1000);
    const end = (how: Ended['how'], code: number | null, signal: string | null) => {
      clearTimeout(timer);
      const seconds = (performance.now() - start) / 1000;
      const lines = err.lines();
      done({ how, code, signal, seconds, tail: lines.length > 0 ? lines : out.lines() });
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      err.write(Buffer.from(error.message));
      end(error.code === 'ENOENT' ? 'missing' : 'failed', null, error.code ?? null);
    });
    child.on('exit', (code, signal) => {
      const how = late ? 'timeout' : code === 0 ? 'well' : 'failed';
      // A grandchild may hold the pipes for longer than anybody wants to wait.
      const patience = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, 500);
      child.on('close', () => {
        clearTimeout(patience);
        end(how, code, signal);
      });
    });
  });
}

const keptBytes = 16 * 1024;
const keptLines = 12;
const longestLine = 300;

function createTail(): { write(chunk: Buffer): void; lines(): string[] } {
  let kept = Buffer.alloc(0);
  return {
    write(chunk) {
      kept = Buffer.concat([kept, chunk]).subarray(-keptBytes);
    },
    lines() {
      const lines = new TextDecoder().decode(kept).split(/[\r\n]+/);
      const plain = lines.map((line) => line.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').trim());
      return plain
        .filter((line) => line !== '')
        .slice(-keptLines)
        .map((line) => (line.length > longestLine ? `${line.slice(0, longestLine).toWellFormed()}…` : line));
    },
  };
}
