/** The style of a page: system fonts, light and dark, narrow and printed; every pair of colours has a contrast above 4.5. */
export const style = `
:root { color-scheme: light dark; --text: #1b1f24; --back: #fff; --soft: #f3f4f6; --line: #c5cad1; --faint: #4b5563;
  --good: #14602c; --bad: #a3131d; --wait: #0b4f8a; --care: #7a4300; --odd: #7d1a7d; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ee; --back: #14171b; --soft: #20252b; --line: #444c56;
  --faint: #aab3bf; --good: #7ad893; --bad: #ff9a94; --wait: #86c1ff; --care: #f0b869; --odd: #ee9bee; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem 1.25rem 4rem; max-width: 62rem; background: var(--back); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 1rem 0 .5rem; }
h2 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 .5rem; }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
header, nav, section { border-bottom: 1px solid var(--line); padding: 1rem 0 1.5rem; }
p { margin: .4rem 0; }
.lead { font-size: 1.1rem; }
.small, .about { color: var(--faint); font-size: .875rem; }
code { font: .875em/1.4 ui-monospace, monospace; background: var(--soft); border-radius: .25rem; padding: .1em .3em; }
.badge { display: inline-block; border: 2px solid; border-radius: .4rem; padding: 0 .5rem; letter-spacing: .03em; }
.status { white-space: nowrap; font-weight: 600; }
.good, .ready { color: var(--good); }
.bad, .blocked { color: var(--bad); }
.wait, .inconclusive { color: var(--wait); }
.care, .ready-with-waivers { color: var(--care); }
.odd, .break-glass { color: var(--odd); }
.still, .nothing-to-judge { color: var(--faint); }
.stamp { border: 2px solid var(--care); border-radius: .4rem; padding: .4rem .75rem; }
dl { margin: .75rem 0; }
dl div { display: flex; gap: .75rem; padding: .15rem 0; }
dt { flex: 0 0 9rem; color: var(--faint); }
dd { margin: 0; min-width: 0; }
ul.findings { list-style: none; padding: 0; margin: 0; }
ul.findings li { border-left: 3px solid var(--line); padding: .1rem 0 .1rem .75rem; margin: .75rem 0; }
.remedy::before { content: "→ "; }
.wide { overflow-x: auto; margin: .5rem 0 1rem; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; overflow-wrap: normal; }
caption { text-align: left; color: var(--faint); font-size: .875rem; padding-bottom: .25rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-top: 1px solid var(--line); font-weight: normal; }
thead th { color: var(--faint); font-size: .875rem; border-top: 0; }
tbody th { font-weight: 600; }
@media (max-width: 40rem) { dl div { display: block; } body { padding: .5rem .9rem 3rem; } }
@media print { :root { --text: #000; --back: #fff; --soft: #fff; --line: #999; --faint: #333; --good: #000; --bad: #000;
  --wait: #000; --care: #000; --odd: #000; } body { max-width: none; padding: 0; font-size: 10pt; }
  nav { display: none; } li, tr, h2, h3 { break-inside: avoid; } h2, h3 { break-after: avoid; } .wide { overflow: visible; } }
`;
