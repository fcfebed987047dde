"use strict";
const $ = (selector, root = document) => root.querySelector(selector);

// h("div", {class: "x", onclick: f}, child, "text", [more]) makes an element.
function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(9).filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

// The comments use `code`, **bold**, paragraphs and "- " lists.
function inline(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) =>
    part.length > 2 && part[0] === "`" ? h("code", {}, part.slice(1, -1))
    : part.length > 4 && part.startsWith("**") ? h("strong", {}, part.slice(2, -2)) : part);
}
function prose(text) {
  return (text || "").split("\n\n").filter(Boolean).map((block) => {
    const lines = block.split("\n");
    return lines.every((line) => line.startsWith("- "))
      ? h("ul", {}, lines.map((line) => h("li", {}, inline(line.slice(2))))) : h("p", {}, inline(block));
  });
}

function pathParts(path) {
  return path.split(/(\{[^}]+\})/).map((part) => part[0] === "{" ? h("span", { class: "variable" }, part) : part);
}

class Reference {
  constructor(spec) {
    this.spec = spec;
    this.tags = new Map(spec.tags.map((tag) => [tag.name, tag]));
    this.operations = [];
    for (const [path, item] of Object.entries(spec.paths)) {
      for (const [verb, operation] of Object.entries(item)) {
        this.operations.push(Object.assign({ path, verb, id: operation.operationId }, operation));
      }
    }
  }
  static async load() {
    const answer = await fetch("/v1/developer/openapi.json", { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`/v1/developer/openapi.json answered ${answer.status}`);
    return new Reference(await answer.json());
  }
  // [{name, description, sections: [{tag, title, operations}]}], surfaces first.
  groups() {
    return this.spec["x-tagGroups"].map((group) => ({
      name: group.name, description: group.description,
      sections: group.tags.map((name) => ({
        tag: name, title: this.tags.get(name)["x-displayName"] || name,
        description: this.tags.get(name).description,
        operations: this.operations.filter((operation) => operation.tags[0] === name),
      })),
    }));
  }
  // Follows references; what stands beside a $ref wins.
  resolve(node) {
    let result = node, depth = 0;
    while (result && result.$ref && depth++ < 9) {
      const target = result.$ref.slice(2).split("/").reduce((place, name) => place && place[name], this.spec);
      const { $ref, ...beside } = result;
      result = Object.assign({}, target, beside);
    }
    return result || {};
  }
  // A schema without its null alternative, and whether it had one.
  bare(schema) {
    const resolved = this.resolve(schema);
    if (!resolved.anyOf) return { schema: resolved, nullable: Array.isArray(resolved.type) && resolved.type.includes("null") };
    const rest = resolved.anyOf.filter((one) => one.type !== "null");
    return { schema: Object.assign({}, this.resolve(rest[0]), resolved.description ? { description: resolved.description } : {}),
      nullable: rest.length < resolved.anyOf.length };
  }
  typeName(schema) {
    const { schema: bare, nullable } = this.bare(schema);
    const types = [].concat(bare.type || "any").filter((type) => type !== "null");
    let name = types.join(" or ");
    if (bare.type === "array") name = `array of ${this.typeName(bare.items || {})}`;
    else if (bare.enum) name = "enum";
    else if (bare.format && bare.format !== "int64") name += ` (${bare.format})`;
    else if (bare.contentEncoding) name += ` (${bare.contentEncoding})`;
    return nullable ? `${name} or null` : name;
  }
  example(schema, depth = 0, name = "", required = []) {
    const { schema: bare } = this.bare(schema);
    if (bare.enum) return bare.enum[0];
    const type = [].concat(bare.type || "any")[0];
    if (type === "object") {
      if (!bare.properties || depth > 5) return {};
      return Object.fromEntries(Object.entries(bare.properties).map(([key, value]) =>
        [key, this.example(value, depth + 1, key)]));
    }
    if (type === "array") return depth > 5 ? [] : [this.example(bare.items || {}, depth + 1, name.replace(/s$/, ""))];
    if (type === "integer") return /cents/.test(name) ? 1990 : /limit/.test(name) ? 50 : /offset/.test(name) ? 0 : 1;
    if (type === "number") return 0.5;
    if (type === "boolean") return true;
    if (bare.format === "date-time") return "2026-01-31T12:00:00Z";
    if (/email/.test(name)) return "ana@example.com";
    if (/password/.test(name)) return "Correct-Horse-9";
    if (/(^|_)id$|Id$/.test(name)) return "01890a5d-ac96-774b-bcce-b302099a8057";
    if (/url|return_to/i.test(name)) return "https://example.com/";
    if (name === "role") return "user";
    return name ? name.replace(/_/g, " ") : "text";
  }
  // The body that a request needs at least: its required fields, and all others on demand.
  requestExample(schema, full) {
    const all = this.example(schema);
    const { schema: bare } = this.bare(schema);
    if (full || !bare.properties || !bare.required) return all;
    return Object.fromEntries(Object.entries(all).filter(([key]) => bare.required.includes(key)));
  }
  // A table of an object's fields, nested ones behind a disclosure.
  fields(schema, seen = []) {
    const { schema: bare } = this.bare(schema);
    if (!bare.properties || !Object.keys(bare.properties).length) {
      return h("p", { class: "soft" }, bare.properties ? "An empty object." : `${this.typeName(schema)}. ${bare.description || ""}`);
    }
    return h("div", { class: "fields" }, Object.entries(bare.properties).map(([name, value]) =>
      this.field(name, value, (bare.required || []).includes(name), seen.concat([bare]))));
  }
  field(name, value, required, seen = []) {
    const { schema: bare } = this.bare(value);
    let inner = bare;
    while (inner.type === "array" && inner.items) inner = this.bare(inner.items).schema;
    const nests = inner.properties && !seen.some((one) => one.properties === inner.properties);
    const description = value.description || bare.description;
    const node = h("div", { class: "field" },
      h("div", { class: "name" }, h("span", { class: "mono" }, name), required && h("span", { class: "required" }, "required"),
        h("div", { class: "type" }, this.typeName(value))),
      h("div", {}, prose(description), inner.enum && h("p", { class: "soft" }, inner.enum.map((one, index) =>
        [index ? " · " : "", h("code", {}, String(one))]))));
    if (nests) {
      const details = h("details", { ontoggle: () => {
        if (details.open && details.children.length === 1) details.append(this.fields(inner, seen));
      } }, h("summary", {}, `Fields of ${name}`));
      node.append(details);
    }
    return node;
  }
  content(part) {
    const entries = Object.entries(part && part.content || {}).filter(([type]) => type !== "application/problem+json");
    return entries.length ? { mediaType: entries[0][0], schema: entries[0][1].schema || {} } : undefined;
  }
  responses(operation) {
    return Object.entries(operation.responses).map(([status, response]) => [status, this.resolve(response)]);
  }
  schemes(operation) {
    return [...new Set((operation.security || []).flatMap((one) => Object.keys(one)))];
  }
}

function failed(error) {
  $("main").replaceChildren(h("div", { class: "failure", role: "alert" }, h("h2", {}, "The reference can't be shown"),
    h("p", {}, String(error && error.message || error)), h("p", {}, h("a", { href: location.pathname }, "Try again"))));
}
