import type { Engine } from '@gatehouse/judge';

/** All that the commands know of the world outside: the only place where clock, environment and streams come in. */
export interface Host extends Engine {
  stdout: Output;
  stderr: Output;
  /** A text as it is said to those who have this engine: they may not type `pnpm gate`. What is printed has been through it. */
  wording(text: string): string;
  /** One line from the user; null when nobody can be asked. */
  ask(question: string): Promise<string | null>;
  /** All of the standard input. */
  input(): Promise<string>;
}

export interface Output {
  write(text: string): void;
  terminal: boolean;
  color: boolean;
}
