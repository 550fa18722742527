import {
  type InterfaceDeclaration,
  Node,
  type Project,
  type PropertySignature,
  type SourceFile,
  SyntaxKind,
  type TypeAliasDeclaration,
  type TypeElementTypes,
  type TypeNode,
} from 'ts-morph';
import { failAt } from './fail-at.ts';
import { applyFieldTags, type Schema } from './field-tags.ts';
import { findDeclaration, importedFromKit } from './find-declaration.ts';
import { mainFile } from './plugin-project.ts';

/**
 * The JSON Schema (draft 2020-12) of a plugin's `export interface Config`, which stands in src/plugin.ts or is imported there. It reads the types as they are written,
 * because `InputPath` and its kind are gone once types are computed. Throws GatehouseError `plugin.config` with file,
 * line and column for what it does not understand.
 */
export function deriveConfigSchema(project: Project): Schema {
  const file = mainFile(project);
  const config = findDeclaration(file, 'Config');
  if (!Node.isInterfaceDeclaration(config) || !config.isExported())
    failAt(
      file,
      'a plugin must have an exported `interface Config`',
      'Write `export interface Config {}` in src/config.ts, and import it in src/plugin.ts.',
    );
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...interfaceSchema(config, []) };
}

type Open = readonly Node[];

function interfaceSchema(declaration: InterfaceDeclaration, open: Open): Schema {
  if (open.includes(declaration)) failAt(declaration, 'a configuration can not contain itself');
  if (declaration.getTypeParameters().length > 0) failAt(declaration, 'a generic type is not supported');
  const inside = [...open, declaration];
  const own = objectSchema(declaration.getMembers(), inside);
  const bases = declaration.getExtends().map((base) => {
    const found = findDeclaration(base.getSourceFile(), base.getExpression().getText());
    if (!Node.isInterfaceDeclaration(found))
      failAt(base, `\`${base.getText()}\` is not an interface of this plugin`);
    return interfaceSchema(found, inside);
  });
  return [...bases, own].reduce(mergeObjects);
}

function mergeObjects(base: Schema, own: Schema): Schema {
  const properties = { ...(base.properties as Schema), ...(own.properties as Schema) };
  const redefined = Object.keys(own.properties as Schema);
  const inherited = ((base.required ?? []) as string[]).filter((name) => !redefined.includes(name));
  return closedObject(properties, [...inherited, ...((own.required ?? []) as string[])]);
}

function closedObject(properties: Schema, required: string[]): Schema {
  const schema = { type: 'object', additionalProperties: false, properties };
  return required.length === 0 ? schema : { ...schema, required };
}

function objectSchema(members: TypeElementTypes[], open: Open): Schema {
  const properties: Schema = {};
  const required: string[] = [];
  for (const member of members) {
    if (!Node.isPropertySignature(member))
      failAt(member, `\`${member.getText()}\` is not supported`, 'Use plain fields.');
    const name = fieldName(member);
    const type = member.getTypeNode();
    if (!type) failAt(member, `\`${name}\` needs a type`);
    properties[name] = applyFieldTags(member, typeSchema(type, open));
    if (!member.hasQuestionToken()) required.push(name);
  }
  return closedObject(properties, required);
}

function fieldName(member: PropertySignature): string {
  const node = member.getNameNode();
  if (Node.isStringLiteral(node)) return node.getLiteralValue();
  if (Node.isIdentifier(node)) return node.getText();
  return failAt(node, `\`${node.getText()}\` is not a plain name`);
}

function typeSchema(type: TypeNode, open: Open): Schema {
  switch (type.getKind()) {
    case SyntaxKind.StringKeyword:
      return { type: 'string' };
    case SyntaxKind.NumberKeyword:
      return { type: 'number' };
    case SyntaxKind.BooleanKeyword:
      return { type: 'boolean' };
  }
  if (Node.isParenthesizedTypeNode(type)) return typeSchema(type.getTypeNode(), open);
  if (Node.isTypeLiteral(type)) return objectSchema(type.getMembers(), open);
  if (Node.isArrayTypeNode(type))
    return { type: 'array', items: typeSchema(type.getElementTypeNode(), open) };
  if (Node.isTypeOperatorTypeNode(type) && type.getOperator() === SyntaxKind.ReadonlyKeyword)
    return typeSchema(type.getTypeNode(), open);
  if (Node.isLiteralTypeNode(type)) return { enum: [literalValue(type)] };
  if (Node.isUnionTypeNode(type)) return unionSchema(type.getTypeNodes(), type, open);
  if (Node.isTypeReference(type))
    return referenceSchema(type.getTypeName().getText(), type.getTypeArguments(), type, open);
  return unsupported(type);
}

function unionSchema(options: TypeNode[], type: TypeNode, open: Open): Schema {
  if (options.every((option) => Node.isLiteralTypeNode(option))) return { enum: options.map(literalValue) };
  const schemas = options.map((option) => typeSchema(option, open));
  if (schemas.every((schema) => Array.isArray(schema.enum)))
    return { enum: [...new Set(schemas.flatMap((schema) => schema.enum as unknown[]))] };
  const plain = schemas.every((schema) => Object.keys(schema).join() === 'type' && schema.type !== 'array');
  return plain ? { type: [...new Set(schemas.map((schema) => schema.type))] } : unsupported(type);
}

function literalValue(type: TypeNode): string | number | boolean {
  const literal = Node.isLiteralTypeNode(type) ? type.getLiteral() : type;
  if (Node.isStringLiteral(literal) || Node.isNumericLiteral(literal)) return literal.getLiteralValue();
  if (Node.isTrueLiteral(literal) || Node.isFalseLiteral(literal)) return literal.getLiteralValue();
  if (Node.isPrefixUnaryExpression(literal)) return Number(literal.getText());
  return unsupported(type);
}

function referenceSchema(name: string, parameters: TypeNode[], type: TypeNode, open: Open): Schema {
  const [first, second] = parameters;
  const file: SourceFile = type.getSourceFile();
  if (importedFromKit(file, name) === 'InputPath') return { type: 'string', format: 'input-path' };
  if ((name === 'Array' || name === 'ReadonlyArray') && first)
    return { type: 'array', items: typeSchema(first, open) };
  if (name === 'Readonly' && first) return typeSchema(first, open);
  if (name === 'Record' && first?.getKind() === SyntaxKind.StringKeyword && second)
    return { type: 'object', additionalProperties: typeSchema(second, open) };
  if (parameters.length > 0) return unsupported(type);
  const declaration = findDeclaration(file, name);
  if (Node.isInterfaceDeclaration(declaration)) return interfaceSchema(declaration, open);
  if (Node.isTypeAliasDeclaration(declaration)) return aliasSchema(declaration, open);
  return unsupported(type);
}

function aliasSchema(declaration: TypeAliasDeclaration, open: Open): Schema {
  if (open.includes(declaration)) failAt(declaration, 'a configuration can not contain itself');
  return typeSchema(declaration.getTypeNodeOrThrow(), [...open, declaration]);
}

function unsupported(type: TypeNode): never {
  return failAt(
    type,
    `the type \`${type.getText()}\` is not supported in a configuration`,
    'Use strings, numbers, booleans, unions of literals, arrays, objects, Record<string, T> or InputPath.',
  );
}
