/** The oldest Node that this runs on, as major and minor version: `engines` of package.json says the same. */
export const oldestNode = [20, 19] as const;

/** What to tell somebody whose Node is too old; null where it is not. `version`: as in `process.versions.node`. */
export function complainOfNode(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldest, least] = oldestNode;
  if (major > oldest || (major === oldest && minor >= least)) return null;
  return `Gatehouse needs Node ${oldestNode.join('.')} or newer, and this is ${version}; nothing was judged. Install a newer one.`;
}
