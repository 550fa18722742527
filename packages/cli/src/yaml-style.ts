import type { Document } from 'yaml';

/** A changed document as text, in the style of what it was: indents, flow padding, and comments on the lines they had. */
export function inStyleOf(before: string, document: Document): string {
  return keepCommentsOnTheirLines(before, document.toString({ lineWidth: 0, ...styleOf(before) }));
}

function styleOf(text: string): { indent: number; indentSeq: boolean; flowCollectionPadding: boolean } {
  return {
    indent: /^( +)[^\s#-]/m.exec(text)?.[1]?.length ?? 2,
    indentSeq: !/^( *)[^\s#].*:\n\1- /m.test(text),
    flowCollectionPadding: /[:,[{] [[{] \S/.test(text),
  };
}

// `governance: # why` would become two lines.
function keepCommentsOnTheirLines(before: string, written: string): string {
  let text = written;
  for (const [line, key = '', comment = ''] of before.matchAll(/^( *[\w.-]+:) +(#.*)$/gm)) {
    const lines = text.split('\n');
    const at = lines.findIndex((one, index) => one === key && lines[index + 1]?.trim() === comment);
    if (at !== -1) text = lines.toSpliced(at, 2, line).join('\n');
  }
  return text;
}
