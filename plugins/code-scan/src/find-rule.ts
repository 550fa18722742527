import { type Fields, fieldsOf, isFields, listOf, textOf } from './shape.ts';

/** The rules of a tool and of what extends it. */
export interface Rules {
  driver: Fields[];
  extensions: Fields[][];
}

export function rulesOf(run: Fields, report: string): Rules {
  const tool = fieldsOf(run.tool, `${report}: tool`);
  const driver = fieldsOf(tool.driver, `${report}: tool.driver`);
  return {
    driver: listOf(driver.rules, `${report}: tool.driver.rules`),
    extensions: listOf(tool.extensions, `${report}: tool.extensions`).map((one) =>
      listOf(one.rules, `${report}: tool.extensions: rules`),
    ),
  };
}

/** The rule of a result: by its place, or by its id, of which `CA1000/1` is one of `CA1000` (sections 3.27.5 to 3.27.7). */
export function findRule(result: Fields, { driver, extensions }: Rules): Fields | undefined {
  const reference = isFields(result.rule) ? result.rule : {};
  const component = isFields(reference.toolComponent) ? reference.toolComponent.index : undefined;
  const own = typeof component === 'number' && component >= 0 ? (extensions[component] ?? []) : driver;
  const index = [result.ruleIndex, reference.index].find((one) => typeof one === 'number' && one >= 0);
  if (typeof index === 'number') return own[index];
  const id = textOf(result.ruleId) ?? textOf(reference.id);
  const among = [own, driver, ...extensions].flat();
  for (let part = id; part; part = part.includes('/') ? part.slice(0, part.lastIndexOf('/')) : undefined) {
    const found = among.find((rule) => rule.id === part);
    if (found) return found;
  }
  return undefined;
}
