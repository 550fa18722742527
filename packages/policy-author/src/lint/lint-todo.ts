import { spotAt } from './places.ts';
import { type PolicyProblem, problem } from './problem.ts';

/** Every line that still says TODO, as a scaffolded rule does: in METADATA, in comments and in tests. */
export function lintTodo({ path, text }: { path: string; text: string }): PolicyProblem[] {
  return [...text.matchAll(/^.*\bTODO\b.*$/gm)].map(({ 0: line, index }) => {
    const column = line.indexOf('TODO');
    const said = line.slice(column).replace(/["'{}]+$/, '');
    return problem('todo', path, spotAt(text, index + column), said, 'Write it, and take the TODO away.');
  });
}
