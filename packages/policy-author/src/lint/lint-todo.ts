import { spotAt } from './places.ts';
import { type PolicyProblem, problem } from './problem.ts';

/** Every comment that still says TODO, as those of a new rule do: METADATA are comments too. */
export function lintTodo({ path, text }: { path: string; text: string }): PolicyProblem[] {
  return comments(text).flatMap(({ comment, index }) => {
    const at = comment.search(/\bTODO\b/);
    if (at < 0) return [];
    const said = comment.slice(at).replace(/["'{}]+$/, '');
    return [problem('todo', path, spotAt(text, index + at), said, 'Write it, and take the TODO away.')];
  });
}

// A # inside of a string is none.
function comments(text: string): { comment: string; index: number }[] {
  const found = text.matchAll(/"(?:\\[\s\S]|[^"\\\n])*"|`[^`]*`|#[^\n]*/g);
  return [...found].flatMap(({ 0: one, index }) => (one.startsWith('#') ? [{ comment: one, index }] : []));
}
