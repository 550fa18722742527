import type { CheckReport } from './check-report.ts';

type Render = (report: CheckReport, options: { color: boolean }) => string;

/** A form that a report can be written in. */
export interface Format {
  name: string;
  /** What it is for, in a few words. */
  what: string;
  /** Its code, which is loaded when it is asked for. Pure; `color` matters to text alone. */
  load(): Promise<Render>;
}

/** Every form, for usage, errors and docs. */
export const formats: readonly Format[] = [
  {
    name: 'text',
    what: 'a terminal or a log',
    load: async () => (await import('./render-text.ts')).renderText,
  },
  { name: 'json', what: 'programs', load: async () => (await import('./formats/render-json.ts')).renderJson },
  {
    name: 'junit',
    what: 'the test tab of a CI',
    load: async () => (await import('./formats/render-junit.ts')).renderJunit,
  },
  {
    name: 'sarif',
    what: 'code scanning',
    load: async () => (await import('./formats/render-sarif.ts')).renderSarif,
  },
  {
    name: 'gitlab',
    what: 'code quality of GitLab',
    load: async () => (await import('./formats/render-gitlab.ts')).renderGitlab,
  },
  {
    name: 'github',
    what: 'annotations of GitHub Actions',
    load: async () => (await import('./formats/render-github.ts')).renderGithub,
  },
  {
    name: 'markdown',
    what: 'a comment or a step summary',
    load: async () => (await import('./formats/render-markdown.ts')).renderMarkdown,
  },
  {
    name: 'html',
    what: 'a page that anybody can read',
    load: async () => (await import('./formats/render-html.ts')).renderHtml,
  },
];
