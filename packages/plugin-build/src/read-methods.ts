import { Node, type Project, SyntaxKind } from 'ts-morph';

/** A metric and how it is computed, as the sources say it. */
export interface MethodText {
  metric: string;
  definition: string;
}

/**
 * The metrics whose method is written out in a plugin's sources, as `metric: { definition: '…' }` or
 * `metric: method('…')`, by name. Constants of the same file are put in; other values show as ‘…’.
 */
export function readMethods(project: Project): MethodText[] {
  const found = new Map<string, string>();
  for (const file of project.getSourceFiles()) {
    for (const property of file.getDescendantsOfKind(SyntaxKind.PropertyAssignment)) {
      const definition = definitionIn(property.getInitializer());
      const name = property.getNameNode();
      if (definition === undefined || Node.isComputedPropertyName(name)) continue;
      found.set(Node.isStringLiteral(name) ? name.getLiteralValue() : name.getText(), definition);
    }
  }
  return [...found]
    .map(([metric, definition]) => ({ metric, definition }))
    .sort((a, b) => (a.metric < b.metric ? -1 : 1));
}

function definitionIn(node: Node | undefined): string | undefined {
  if (Node.isCallExpression(node) && node.getExpression().getText() === 'method')
    return textOf(node.getArguments()[0]);
  if (!Node.isObjectLiteralExpression(node)) return undefined;
  const property = node.getProperty('definition');
  return Node.isPropertyAssignment(property) ? textOf(property.getInitializer()) : undefined;
}

function textOf(node: Node | undefined): string | undefined {
  if (Node.isStringLiteral(node) || Node.isNoSubstitutionTemplateLiteral(node)) return node.getLiteralValue();
  if (Node.isTemplateExpression(node)) {
    const spans = node.getTemplateSpans();
    const parts = spans.map(
      (span) => (textOf(span.getExpression()) ?? '…') + span.getLiteral().getLiteralText(),
    );
    return node.getHead().getLiteralText() + parts.join('');
  }
  if (Node.isIdentifier(node)) {
    const constants = node.getSourceFile().getDescendantsOfKind(SyntaxKind.VariableDeclaration);
    const initializer = constants.find((one) => one.getName() === node.getText())?.getInitializer();
    return Node.isStringLiteral(initializer) ? initializer.getLiteralValue() : undefined;
  }
  if (!Node.isBinaryExpression(node) || node.getOperatorToken().getText() !== '+') return undefined;
  const [left, right] = [textOf(node.getLeft()), textOf(node.getRight())];
  return left === undefined || right === undefined ? undefined : left + right;
}
