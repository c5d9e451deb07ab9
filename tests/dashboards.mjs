// Holds Grafana's dashboards against the types that Grafana publishes for them (@grafana/schema): the dashboard itself, and each panel's options and field
// configuration, with no member that its type does not know. Usage: node dashboards.mjs FILE...   Ends with 1 when anything is wrong. See manifests.sh.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const ts = createRequire(process.cwd() + "/")("typescript");
const types = join(process.cwd(), "node_modules/@grafana/schema/dist/esm");

/** What JSON can be assigned to: a name of an enumeration stands for its value, which TypeScript keeps apart. */
for (const file of readdirSync(types, { recursive: true }).filter((name) => name.endsWith(".d.ts"))) {
  const text = readFileSync(join(types, file), "utf8");
  const plain = text.replace(/\bdeclare enum (\w+) \{([^}]*)\}/g, (_, name, members) => {
    const values = [...members.matchAll(/= *("[^"]*"|-?\d+)/g)].map((value) => value[1]);
    return `declare type ${name} = ${values.join(" | ")};`;
  })
    .replaceAll("'@grafana/schema'", `'${types}/common/common.gen'`);
  if (plain !== text) writeFileSync(join(types, file), plain);
}

const panels = { stat: "Stat", table: "Table", timeseries: "TimeSeries" };
const lines = [
  `import type { Dashboard, Panel, RowPanel, FieldConfigSource } from "${types}/raw/dashboard/x/dashboard_types.gen";`,
  `import type { TableFieldOptions, GraphFieldConfig } from "${types}/common/common.gen";`,
];
for (const [kind, name] of Object.entries(panels))
  lines.push(`import type { Options as ${name}Options } from "${types}/raw/composable/${kind}/panelcfg/x/${name}PanelCfg_types.gen";`);
const custom = { stat: "{}", table: "TableFieldOptions", timeseries: "GraphFieldConfig" };
const where = [];
let checked = 0;

function add(value, type, place) {
  where.push(place);
  lines.push(`export const c${checked++}: ${type} = ${JSON.stringify(value)};`);
}

for (const file of process.argv.slice(2)) {
  const { panels: own, ...dashboard } = JSON.parse(readFileSync(file, "utf8"));
  // What an annotation asks is its data source's own, and not in the type.
  for (const { target, titleFormat, textFormat, tagKeys, ...annotation } of dashboard.annotations.list) {
    if (annotation.type !== "dashboard" && !target?.expr) throw new Error(`${file}: annotation "${annotation.name}" asks nothing`);
    add({ list: [annotation] }, `Dashboard["annotations"]`, `${file}: annotation "${annotation.name}"`);
  }
  add({ ...dashboard, annotations: undefined }, "Dashboard", file);
  for (const panel of own) {
    const place = `${file}: panel ${panel.id} "${panel.title}"`;
    if (panel.type === "row") add(panel, "RowPanel", place);
    else if (!panels[panel.type]) throw new Error(`${place}: no type is known here for a panel of the kind ${panel.type}`);
    else {
      add(panel, "Panel", place);
      add(panel.options ?? {}, `Partial<${panels[panel.type]}Options>`, `${place}: options`);
      add(panel.fieldConfig?.defaults?.custom ?? {}, `Partial<${custom[panel.type]}>`, `${place}: fieldConfig.defaults.custom`);
    }
  }
}
const source = join(process.cwd(), "dashboards.ts");
writeFileSync(source, lines.join("\n"));
const program = ts.createProgram([source], {
  noEmit: true, strict: true, skipLibCheck: true, target: ts.ScriptTarget.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler, module: ts.ModuleKind.ESNext,
});
const head = lines.length - checked;
const faults = ts.getPreEmitDiagnostics(program).filter((fault) => fault.file?.fileName === source).map((fault) => {
  const line = fault.file.getLineAndCharacterOfPosition(fault.start).line;
  return `${where[line - head] ?? "types"}: ${ts.flattenDiagnosticMessageText(fault.messageText, " ")}`;
});
for (const fault of faults) console.error(fault);
console.log(`grafana: ${process.argv.length - 2} dashboards, ${checked} parts, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
