import { Node, type SourceFile, SyntaxKind } from 'ts-morph';
import { auditImports } from './audit-imports.ts';
import { type FoundUse, globals, members, type Use, volatile } from './audited-names.ts';
import { placeOf } from './fail-at.ts';
import { dependenciesOf } from './plugin-manifest.ts';
import { openPluginProject } from './plugin-project.ts';
import { programFile } from './plugin-sources.ts';
import { parseProgram } from './program-manifest.ts';
import { readPluginObject } from './read-plugin-object.ts';

/** A place where a plugin uses what it did not declare (error), or what makes its result differ (warning). */
export interface AuditFinding {
  severity: 'error' | 'warning';
  file: string;
  line: number;
  column: number;
  what: string;
  /** What it would have to declare; null where no plugin may do that, and for warnings. */
  capability: Exclude<Use, 'forbidden'> | null;
}

/**
 * Undeclared use of capabilities in a plugin's sources (see readPluginSources), in order of file, line and column.
 *
 * It reads what is written, for a reviewer; it does not prove anything: names can be hidden (`globalThis['fe' + 'tch']`
 * is a finding for that reason), and the packages that a plugin depends on are not looked into. What really holds is
 * the runner (isolation.ts). A program of another language is not read at all, which is a warning. Throws GatehouseError `plugin.config` for a plugin whose definition can not be read.
 */
export function auditPlugin(files: Record<string, Uint8Array>): AuditFinding[] {
  if (Object.hasOwn(files, programFile)) return [unread(files)];
  const project = openPluginProject(files);
  const declared: readonly Use[] = readPluginObject(project).capabilities;
  const dependencies = dependenciesOf(files);
  const uses = project
    .getSourceFiles()
    .flatMap((file) => [...auditImports(file, dependencies), ...auditNames(file)]);
  return uses
    .filter(({ use }) => !declared.some((capability) => capability === use || includes(capability, use)))
    .map(({ node, what, use }) => ({
      severity: use === 'volatile' ? ('warning' as const) : ('error' as const),
      ...placeOf(node),
      what,
      capability: use === 'forbidden' || use === 'volatile' ? null : use,
    }))
    .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column));
}

// What one starts can reach files; the runner holds both to the plugin's own folder and its inputs.
function includes(capability: Use, use: FoundUse['use']): boolean {
  return capability === 'processes' && use === 'files';
}

function unread(files: Record<string, Uint8Array>): AuditFinding {
  const { command } = parseProgram(files);
  const what = `a program, \`${command.join(' ')}\`: what it uses was not looked at`;
  return { severity: 'warning', file: programFile, line: 1, column: 1, what, capability: null };
}

function auditNames(file: SourceFile): FoundUse[] {
  return [
    ...file.getDescendantsOfKind(SyntaxKind.Identifier).flatMap(auditIdentifier),
    ...file.getDescendantsOfKind(SyntaxKind.NewExpression).flatMap((node): FoundUse[] => {
      const now = node.getExpression().getText() === 'Date' && node.getArguments().length === 0;
      return now ? [{ node, what: 'new Date()', use: 'volatile' }] : [];
    }),
  ];
}

function auditIdentifier(node: Node): FoundUse[] {
  const parent = node.getParent();
  const name = node.getText();
  if (Node.isPropertyAccessExpression(parent) && parent.getNameNode() === node) {
    const path = `${parent
      .getExpression()
      .getText()
      .replace(/^globalThis\??\./, '')}.${name}`;
    if (volatile.includes(path)) return [{ node: parent, what: path, use: 'volatile' }];
    if (Object.hasOwn(members, path)) return [{ node: parent, what: path, use: members[path] as Use }];
    const ofGlobal = /^(globalThis|global)$/.test(parent.getExpression().getText());
    return ofGlobal && Object.hasOwn(globals, name)
      ? [{ node: parent, what: name, use: globals[name] as Use }]
      : [];
  }
  if (isOnlyAName(node, parent)) return [];
  if (Object.hasOwn(globals, name)) return [{ node, what: name, use: globals[name] as Use }];
  // Taken apart or computed, these can give anything.
  const whole =
    ['process', 'globalThis', 'global'].includes(name) && !Node.isPropertyAccessExpression(parent);
  return whole ? [{ node, what: `${name} as a value`, use: 'forbidden' }] : [];
}

// A name that is not looked up: of a property, of a type, in an import.
function isOnlyAName(node: Node, parent: Node | undefined): boolean {
  if (
    Node.isPropertyAssignment(parent) ||
    Node.isPropertySignature(parent) ||
    Node.isMethodDeclaration(parent)
  )
    return parent.getNameNode() === node;
  return Node.isTypeReference(parent) || Node.isImportSpecifier(parent) || Node.isPropertyDeclaration(parent);
}
