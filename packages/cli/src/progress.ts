import type { Progress } from '@gatehouse/measure';
import { escapeTerminal } from '@gatehouse/report';
import type { Output } from './host.ts';

/** Shows several jobs at work: one line that is rewritten on a terminal, a plain line per event elsewhere. */
export interface ProgressLine extends Progress {
  close(): void;
}

export function createProgress(output: Output): ProgressLine {
  const running = new Map<string, { share: number; doing: string }>();
  let drawn = false;
  const clear = () => {
    if (drawn) output.write('\r\u001b[2K');
    drawn = false;
  };
  const draw = () => {
    if (!output.terminal || running.size === 0) return;
    const jobs = [...running].map(
      ([job, { share, doing }]) => `${job} ${Math.round(share * 100)} % ${doing}`,
    );
    clear();
    output.write(escapeTerminal(jobs.join('   ')).slice(0, 100));
    drawn = true;
  };
  return {
    update(job, share, doing) {
      running.set(job, { share, doing });
      draw();
    },
    finish(job, line) {
      running.delete(job);
      clear();
      output.write(`${line}\n`);
      draw();
    },
    close: clear,
  };
}
