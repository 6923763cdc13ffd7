/**
 * What the bundle is made of, as CycloneDX 1.6: `dist/sbom.cdx.json`. Guarantees: the same build gives the same file, and
 * it names exactly the packages of THIRD-PARTY.txt and the module that npm installs beside the bundle.
 */
import { Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";

const FORMAT = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);

/**
 * @param {{ name: string, version: string, license: string }} product
 * @param {readonly { name: string, version: string, license: string }[]} bundled
 * @param {Record<string, string>} dependencies what npm installs, with exact versions
 */
export function sbomOf(product, bundled, dependencies) {
  const bom = new Models.Bom();
  const root = toComponent(Enums.ComponentType.Application, product);
  bom.metadata.component = root;
  const others = Object.entries(dependencies).map(([name, version]) => ({ name, version }));
  for (const one of [...bundled, ...others]) {
    const component = toComponent(Enums.ComponentType.Library, one);
    bom.components.add(component);
    root.dependencies.add(component.bomRef);
  }
  return new Serialize.JsonSerializer(FORMAT).serialize(bom, { sortLists: true, space: 1 });
}

function toComponent(type, { name, version, license }) {
  const purl = `pkg:npm/${name.replace("@", "%40")}@${encodeURIComponent(version)}`;
  const component = new Models.Component(type, name, { version, purl, bomRef: purl });
  if (license !== undefined)
    component.licenses.add(
      license.startsWith("(") ? new Models.LicenseExpression(license) : new Models.SpdxLicense(license),
    );
  return component;
}
