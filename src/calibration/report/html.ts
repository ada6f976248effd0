import { escapeXml } from '../plot/escapeXml.ts';

/** A piece of HTML whose texts are already escaped. */
export type Html = { readonly html: string };

/** Template tag: every value is escaped unless it is a piece of HTML, so that no label can become markup. */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html {
  const text = (value: (typeof values)[number]): string => {
    if (typeof value === 'string' || typeof value === 'number') return escapeXml(String(value));
    return 'html' in value ? value.html : value.map((piece) => piece.html).join('\n');
  };
  return { html: parts.map((part, i) => (i === 0 ? part : text(values[i - 1]!) + part)).join('') };
}

/** A drawing made by svg(). */
export function picture(svg: string): Html {
  return { html: `<figure>${svg}</figure>` };
}

export function table(caption: string, header: readonly string[], rows: readonly (readonly (string | Html)[])[]): Html {
  const cells = (tag: 'th' | 'td', row: readonly (string | Html)[]) =>
    row.map((cell) => (tag === 'th' ? html`<th scope="col">${cell}</th>` : html`<td>${cell}</td>`));
  return html`<table><caption>${caption}</caption>
<thead><tr>${cells('th', header)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${cells('td', row)}</tr>`)}</tbody></table>`;
}

export function list(items: readonly string[]): Html {
  return html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

/** A word that must not be overread: unsupported, not tested. */
export function warn(word: string): Html {
  return html`<strong class="warn">${word}</strong>`;
}

const STYLE = `body{font:16px/1.5 sans-serif;color:#222;background:#fff;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:1rem 0;display:block;overflow-x:auto}caption{text-align:left;font-weight:bold}
th,td{border:1px solid #ccc;padding:.25rem .6rem;text-align:left}thead{background:#f2f2f2}
.warn{color:#a00}figure{margin:1rem 0;overflow-x:auto}@media print{body{margin:0}}`;

/** One page that needs no other file, no script and no network. */
export function page(title: string, body: readonly Html[]): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title><style>${{ html: STYLE }}</style></head>
<body><h1>${title}</h1>
${body}
</body></html>
`.html;
}
