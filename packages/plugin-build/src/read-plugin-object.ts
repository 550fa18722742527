import type { PluginManifest } from '@gatehouse/contracts';
import { defaultLimits } from '@gatehouse/plugin-kit';
import { type Expression, Node, type ObjectLiteralExpression, type Project } from 'ts-morph';
import { failAt } from './fail-at.ts';
import { importedFromKit } from './find-declaration.ts';
import { mainFile } from './plugin-project.ts';

const hint =
  'Write `export const plugin = definePlugin<Config>({ summary: "…", measure })` in src/plugin.ts.';

/**
 * What `plugin = definePlugin<Config>({…})` in src/plugin.ts says of itself, read from the source: building a plugin
 * runs none of its code. So these fields must be literals. Throws GatehouseError `plugin.config` with the place.
 */
export function readPluginObject(
  project: Project,
): Pick<PluginManifest, 'summary' | 'capabilities' | 'limits'> {
  const object = pluginObject(project);
  const limits = literal(object, 'limits') ?? {};
  return {
    summary: literal(object, 'summary') as string,
    capabilities: (literal(object, 'capabilities') ?? []) as PluginManifest['capabilities'],
    limits: { ...defaultLimits, ...(limits as Partial<PluginManifest['limits']>) },
  };
}

function pluginObject(project: Project): ObjectLiteralExpression {
  const file = mainFile(project);
  const declaration = file.getVariableDeclaration('plugin');
  if (!declaration?.isExported()) failAt(declaration ?? file, 'src/plugin.ts must export `plugin`', hint);
  const call = declaration.getInitializer();
  if (
    !Node.isCallExpression(call) ||
    importedFromKit(file, call.getExpression().getText()) !== 'definePlugin'
  )
    failAt(call ?? declaration, '`plugin` must be made by definePlugin', hint);
  if (call.getTypeArguments()[0]?.getText() !== 'Config')
    failAt(call, 'definePlugin needs the type <Config>', hint);
  const object = call.getArguments()[0];
  if (!Node.isObjectLiteralExpression(object))
    failAt(object ?? call, 'definePlugin takes an object literal', hint);
  return object;
}

function literal(object: ObjectLiteralExpression, name: string): unknown {
  const property = object.getProperty(name);
  if (!property) return undefined;
  if (!Node.isPropertyAssignment(property))
    return failAt(property, `\`${name}\` must be written out as a literal`);
  return readLiteral(property.getInitializerOrThrow());
}

function readLiteral(node: Expression): unknown {
  if (Node.isStringLiteral(node) || Node.isNoSubstitutionTemplateLiteral(node)) return node.getLiteralValue();
  if (Node.isNumericLiteral(node)) return node.getLiteralValue();
  if (Node.isArrayLiteralExpression(node)) return node.getElements().map(readLiteral);
  if (Node.isBinaryExpression(node) && node.getOperatorToken().getText() === '+') {
    const [left, right] = [readLiteral(node.getLeft()), readLiteral(node.getRight())];
    if (typeof left === 'string' && typeof right === 'string') return left + right;
  }
  if (Node.isObjectLiteralExpression(node)) {
    return Object.fromEntries(
      node.getProperties().map((property) => {
        if (!Node.isPropertyAssignment(property)) return failAt(property, 'must be written out as a literal');
        return [property.getName(), readLiteral(property.getInitializerOrThrow())];
      }),
    );
  }
  return failAt(
    node,
    `\`${node.getText()}\` must be written out as a literal`,
    'The build does not run the plugin.',
  );
}
