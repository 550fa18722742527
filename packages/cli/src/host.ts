/** All that the commands know of the world outside: the only place where clock, environment and streams come in. */
export interface Host {
  now(): Date;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  temporary: string;
  /** Whether one run may leave to the next what it compiled or judged. */
  cache: boolean;
  /** The folder of this engine: its plugins and its compiler are run from here, never from the judged tree. */
  engine: string;
  /** The built files of the engine's own threads and children. */
  files: { bundle: URL; evaluator: URL; opa: string; template: string };
  processors: number;
  /** What plugins may use of this machine's memory all together, in MB. */
  memory: number;
  stdout: Output;
  stderr: Output;
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
