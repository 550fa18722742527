import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { type CallExpression, type ImportDeclaration, Node, type SourceFile, SyntaxKind } from 'ts-morph';
import { type FoundUse, modules, readers, type Use } from './audited-names.ts';

// What runs tables and models, and reads XML, is a package that the plugin brings: a reviewer must see it in package.json.
const engines: Record<string, string> = {
  '@gatehouse/plugin-kit/table': '@duckdb/node-api',
  '@gatehouse/plugin-kit/onnx': 'onnxruntime-web',
  '@gatehouse/plugin-kit/xml': 'fast-xml-parser',
};

/** What a file imports, in every way, that it may not have by itself. */
export function auditImports(file: SourceFile, dependencies: readonly string[]): FoundUse[] {
  const judge = (node: Node, module: string) => auditModule(node, module, dependencies);
  return [
    ...file.getImportDeclarations().flatMap((node) => auditImport(node, judge)),
    ...file.getExportDeclarations().flatMap((node) => {
      const module = node.getModuleSpecifierValue();
      return module === undefined || node.isTypeOnly() ? [] : judge(node, module);
    }),
    ...file.getDescendantsOfKind(SyntaxKind.CallExpression).flatMap((node) => auditCall(node, judge)),
    ...file.getDescendantsOfKind(SyntaxKind.ExternalModuleReference).flatMap((node) => {
      const name = node.getExpression();
      return Node.isStringLiteral(name) ? judge(node, name.getLiteralValue()) : [];
    }),
  ];
}

type Judge = (node: Node, module: string) => FoundUse[];

function auditImport(node: ImportDeclaration, judge: Judge): FoundUse[] {
  if (node.isTypeOnly()) return [];
  const module = node.getModuleSpecifierValue();
  const named = node.getNamedImports().filter((one) => !one.isTypeOnly());
  const plain = named.length > 0 && !node.getDefaultImport() && !node.getNamespaceImport();
  const reads = plain && named.every((one) => readers.includes(one.getName()));
  if (!/^(node:)?fs(\/promises)?$/.test(module) || !reads) return judge(node, module);
  return named.flatMap((one) =>
    auditReader(node.getSourceFile(), one.getAliasNode()?.getText() ?? one.getName()),
  );
}

// Reading is fine where the path can be a declared input; a path that is written out, or computed here, can not.
function auditReader(file: SourceFile, name: string): FoundUse[] {
  return file
    .getDescendantsOfKind(SyntaxKind.Identifier)
    .filter((node) => node.getText() === name && !Node.isImportSpecifier(node.getParent()))
    .flatMap((node): FoundUse[] => {
      const call = node.getParent();
      const path =
        Node.isCallExpression(call) && call.getExpression() === node ? call.getArguments()[0] : undefined;
      if (path && (Node.isIdentifier(path) || isFileCall(path))) return [];
      return [{ node, what: `${name} of a path that is no declared input`, use: 'files' }];
    });
}

function isFileCall(node: Node): boolean {
  return Node.isCallExpression(node) && /(^|\.)file$/.test(node.getExpression().getText());
}

function auditCall(node: CallExpression, judge: Judge): FoundUse[] {
  const callee = node.getExpression();
  const imports = callee.getKind() === SyntaxKind.ImportKeyword;
  if (!imports && callee.getText() !== 'require') return [];
  const name = node.getArguments()[0];
  if (Node.isStringLiteral(name) || Node.isNoSubstitutionTemplateLiteral(name))
    return judge(node, name.getLiteralValue());
  return [{ node, what: 'import of a computed name', use: 'forbidden' }];
}

function auditModule(node: Node, module: string, dependencies: readonly string[]): FoundUse[] {
  const found = (what: string, use: Use): FoundUse[] => [{ node, what, use }];
  if (module.startsWith('.')) {
    const target = posix.join(posix.dirname(node.getSourceFile().getFilePath()), module);
    return target.startsWith('/src/') ? [] : found(`import from outside of src/: ${module}`, 'forbidden');
  }
  if (isBuiltin(module)) {
    const name = module.replace(/^node:/, '');
    return Object.hasOwn(modules, name) ? found(`import of ${module}`, modules[name] as Use) : [];
  }
  if (module === '@gatehouse/plugin-kit') return [];
  if (module === '@gatehouse/plugin-kit/statistics') return [];
  const brought = Object.hasOwn(engines, module) ? engines[module] : undefined;
  if (brought !== undefined)
    return dependencies.includes(brought) ? [] : found(`${module} without ${brought}`, 'forbidden');
  const name = module.split('/', module.startsWith('@') ? 2 : 1).join('/');
  if (name.startsWith('@gatehouse'))
    return found(`import of ${module}: plugins use the kit only`, 'forbidden');
  return dependencies.includes(name) ? [] : found(`import of ${module}, which is no dependency`, 'forbidden');
}
