import { posix } from 'node:path';
import type { InterfaceDeclaration, SourceFile, TypeAliasDeclaration } from 'ts-morph';
import { kitTypesPath } from './plugin-project.ts';

/** The interface or type alias that a name stands for: in the file, imported from another file of the plugin, or the kit's. */
export function findDeclaration(
  file: SourceFile,
  name: string,
): InterfaceDeclaration | TypeAliasDeclaration | undefined {
  const local = file.getInterface(name) ?? file.getTypeAlias(name);
  if (local) return local;
  const imported = findImport(file, name);
  if (imported?.from === '@gatehouse/plugin-kit/table') {
    const kit = file.getProject().getSourceFile(kitTypesPath);
    return kit?.getInterface(imported.name) ?? kit?.getTypeAlias(imported.name);
  }
  if (!imported?.from.startsWith('.')) return undefined;
  const path = posix.join(posix.dirname(file.getFilePath()), imported.from);
  const source = [path, `${path}.ts`].map((one) => file.getProject().getSourceFile(one)).find((one) => one);
  return source && findDeclaration(source, imported.name);
}

/** What a name is called in `@gatehouse/plugin-kit`, if it was imported from there. */
export function importedFromKit(file: SourceFile, name: string): string | undefined {
  const imported = findImport(file, name);
  return imported?.from === '@gatehouse/plugin-kit' ? imported.name : undefined;
}

function findImport(file: SourceFile, name: string): { from: string; name: string } | undefined {
  for (const declaration of file.getImportDeclarations()) {
    for (const one of declaration.getNamedImports()) {
      if ((one.getAliasNode()?.getText() ?? one.getName()) === name)
        return { from: declaration.getModuleSpecifierValue(), name: one.getName() };
    }
  }
  return undefined;
}
