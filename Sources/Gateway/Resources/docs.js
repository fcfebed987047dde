// What each credential is sent as. The session cookie is the browser's own business.
const credentialFields = [
  { scheme: "ApiKeyAuth", key: "apiKey", label: "API key", hint: "pk_live_… or sk_live_…", header: "X-API-Key" },
  { scheme: "BearerAuth", key: "bearer", label: "Access token", hint: "from /v1/auth/login", header: "Authorization", prefix: "Bearer " },
  { scheme: "InternalToken", key: "internal", label: "Internal token", hint: "INTERNAL_TOKEN", header: "X-Internal-Token" },
  { parameter: "X-Actor-User-Id", key: "actor", label: "Actor user id", hint: "whom to act for" },
  { parameter: "X-Organization-Id", key: "organization", label: "Organization id", hint: "where one is asked for" },
  { scheme: "AuthToken", key: "auth", label: "Auth token", hint: "AUTH_TOKEN", header: "X-Auth-Token" },
  { scheme: "WebhookToken", key: "webhook", label: "Webhook token", hint: "WEBHOOK_TOKEN", header: "X-Webhook-Token" },
  { scheme: "CronSecret", key: "cron", label: "Cron secret", hint: "CRON_SECRET", header: "Authorization", prefix: "Bearer " },
];
const storageKey = "quartet.credentials";
const credentials = (() => {
  try { return JSON.parse(sessionStorage.getItem(storageKey)) || {}; } catch { return {}; }
})();
function keepCredentials() {
  try { sessionStorage.setItem(storageKey, JSON.stringify(credentials)); } catch { /* storage is off: they live as long as the page */ }
  document.dispatchEvent(new Event("credentials"));
}

function credentialsPanel() {
  const panel = $("#credentials"), button = $("#credentials-button");
  const inputs = credentialFields.map((field) => {
    const secret = !field.parameter;
    const input = h("input", { type: secret ? "password" : "text", autocomplete: "off", placeholder: field.hint, spellcheck: "false",
      oninput: () => { credentials[field.key] = input.value.trim(); keepCredentials(); } });
    input.value = credentials[field.key] || "";
    return h("label", {}, h("span", {}, field.label), input);
  });
  panel.append(h("div", { class: "grid" }, inputs), h("p", { class: "row soft" },
    "They stay in this tab and are sent to this server only. A session cookie from POST /v1/auth/login is sent by the browser itself.",
    h("button", { type: "button", onclick: () => {
      for (const key of Object.keys(credentials)) delete credentials[key];
      for (const input of panel.querySelectorAll("input")) input.value = "";
      keepCredentials();
    } }, "Forget all")));
  button.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    button.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden) $("input", panel).focus();
  });
}

function tryPanel(reference, operation) {
  const parameters = (operation.parameters || []).map((one) => reference.resolve(one));
  const request = reference.content(operation.requestBody);
  const inputs = new Map(), form = h("form", { class: "try" }, h("h4", {}, "Try it"));
  const fields = h("div", { class: "inputs" });
  for (const parameter of parameters) {
    const shared = credentialFields.find((field) => field.parameter === parameter.name);
    const input = h("input", { autocomplete: "off", spellcheck: "false", placeholder: shared ? "as under Credentials" : reference.typeName(parameter.schema) });
    inputs.set(parameter, input);
    fields.append(h("label", {}, h("span", {}, h("span", { class: "mono" }, parameter.name),
      h("span", { class: "soft" }, ` ${parameter.in}${parameter.required ? ", required" : ""}`)), input));
  }
  const body = request && bodyInput(reference, request);
  if (body) fields.append(body.node);
  const missing = h("p", { class: "missing", role: "status" });
  const result = h("div", { class: "result", "aria-live": "polite" });
  const send = h("button", { class: "primary", type: "submit" }, "Send");
  const stop = h("button", { type: "button", hidden: true }, "Stop");
  form.append(fields, missing, h("div", { class: "row" }, send, stop), result);

  const tellMissing = () => {
    const schemes = reference.schemes(operation);
    const wanted = credentialFields.filter((field) => schemes.includes(field.scheme) && !credentials[field.key]);
    missing.textContent = wanted.length ? `Not set under Credentials: ${wanted.map((field) => field.label).join(", ")}.` : "";
  };
  document.addEventListener("credentials", tellMissing);
  tellMissing();

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const abort = new AbortController();
    stop.onclick = () => abort.abort();
    send.disabled = true;
    stop.hidden = false;
    try {
      await exchange(requestOf(reference, operation, inputs, body), abort.signal, result);
    } catch (error) {
      result.append(h("p", { class: "missing" }, abort.signal.aborted ? "Stopped." : String(error.message || error)));
    } finally {
      send.disabled = false;
      stop.hidden = true;
    }
  });
  return form;
}

function bodyInput(reference, request) {
  if (/multipart/.test(request.mediaType)) {
    const { schema } = reference.bare(request.schema);
    const parts = Object.entries(schema.properties || {}).map(([name, value]) => {
      const isFile = reference.bare(value).schema.format === "binary";
      return { name, isFile, input: h("input", { type: isFile ? "file" : "text", multiple: isFile && reference.bare(value).schema.type === "array" }) };
    });
    return {
      node: h("div", { class: "inputs" }, parts.map((part) => h("label", {}, h("span", { class: "mono" }, part.name), part.input))),
      read: () => {
        const data = new FormData();
        for (const part of parts) {
          if (part.isFile) for (const file of part.input.files) data.append(part.name, file, file.name);
          else if (part.input.value) data.append(part.name, part.input.value);
        }
        return data;
      },
    };
  }
  const isJSON = /json/.test(request.mediaType);
  const text = h("textarea", { spellcheck: "false", "aria-label": `Body, ${request.mediaType}` });
  text.value = isJSON ? JSON.stringify(reference.requestExample(request.schema), null, 2) : "";
  text.rows = Math.min(18, text.value.split("\n").length + 1);
  const all = isJSON && h("button", { type: "button", onclick: () => {
    text.value = JSON.stringify(reference.requestExample(request.schema, true), null, 2);
  } }, "All fields");
  return { node: h("div", { class: "inputs" }, h("div", { class: "row soft" }, `Body · ${request.mediaType}`, all), text),
    mediaType: request.mediaType, read: () => text.value };
}

function requestOf(reference, operation, inputs, body) {
  let path = operation.path;
  const query = new URLSearchParams(), headers = {};
  for (const [parameter, input] of inputs) {
    const shared = credentialFields.find((field) => field.parameter === parameter.name);
    const value = input.value.trim() || (shared && credentials[shared.key]) || "";
    if (parameter.in === "path") {
      if (!value) throw new Error(`${parameter.name} is missing.`);
      path = path.replace(`{${parameter.name}}`, encodeURIComponent(value));
    } else if (value && parameter.in === "query") {
      const many = reference.bare(parameter.schema).schema.type === "array";
      for (const one of many ? value.split(",") : [value]) query.append(parameter.name, one.trim());
    } else if (value) headers[parameter.name] = value;
  }
  const schemes = reference.schemes(operation);
  for (const field of credentialFields) {
    if (schemes.includes(field.scheme) && credentials[field.key]) headers[field.header] = (field.prefix || "") + credentials[field.key];
  }
  const options = { method: operation.verb.toUpperCase(), headers, credentials: "same-origin", redirect: "manual" };
  if (body) {
    options.body = body.read();
    if (body.mediaType) headers["Content-Type"] = body.mediaType;
  }
  return { url: path + (query.size ? `?${query}` : ""), options };
}

// Indents JSON token by token: parsing it would round 64-bit integers.
function layOut(text) {
  JSON.parse(text);
  const tokens = text.match(/"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g);
  let depth = 0;
  const line = () => "\n" + "  ".repeat(depth);
  return tokens.map((token, index) => {
    if ("{[".includes(token)) return "}]".includes(tokens[index + 1]) ? token : (depth++, token + line());
    if ("}]".includes(token)) return "{[".includes(tokens[index - 1]) ? token : (depth--, line() + token);
    return token === "," ? "," + line() : token === ":" ? ": " : token;
  }).join("");
}

// Sends and shows: the status and headers at once, the body as it arrives, JSON laid out at the end.
async function exchange({ url, options }, signal, result) {
  result.replaceChildren(h("p", { class: "soft mono" }, `${options.method} ${url}`));
  const start = performance.now();
  const answer = await fetch(url, Object.assign({ signal }, options));
  const status = h("p", {}, h("span", { class: `status ${answer.status < 400 ? "ok" : "bad"}` },
    answer.type === "opaqueredirect" ? "redirect (the browser hides where to)" : `${answer.status} ${answer.statusText}`));
  const time = h("span", { class: "soft" });
  status.append(" ", time);
  const headers = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
  const output = h("pre", { tabindex: "0" });
  result.append(status, headers && h("details", {}, h("summary", {}, "Headers"), h("pre", {}, headers)), output);
  const tick = (done) => { time.textContent = `${Math.round(performance.now() - start)} ms${done ? "" : " …"}`; };
  tick(false);
  let text = "";
  if (answer.body) {
    const reader = answer.body.getReader(), decoder = new TextDecoder();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += decoder.decode(part.value, { stream: true });
      output.textContent = text;
      tick(false);
    }
    text += decoder.decode();
  }
  tick(true);
  if (/json/.test(answer.headers.get("content-type") || "")) {
    try { text = layOut(text); } catch { /* shown as it came */ }
  }
  output.textContent = text;
  output.hidden = !text;
}
function operationCard(reference, operation) {
  const card = h("details", { class: "operation", id: operation.id },
    h("summary", {}, h("span", { class: `verb ${operation.verb}` }, operation.verb),
      h("span", { class: "path" }, pathParts(operation.path)), h("span", { class: "words" }, inline(operation.summary || ""))));
  card.addEventListener("toggle", () => {
    if (card.open && card.children.length === 1) card.append(operationBody(reference, operation));
  });
  card.searchText = [operation.verb, operation.path, operation.summary, operation.description, operation.tags[0], operation.id]
    .join(" ").toLowerCase();
  return card;
}

function operationBody(reference, operation) {
  const body = h("div", { class: "body" }, prose(operation.description),
    h("div", { class: "chips" }, operation["x-grpc-method"] && h("span", { class: "chip mono" }, operation["x-grpc-method"]),
      operation["x-timeout"] && h("span", { class: "chip" }, `deadline ${operation["x-timeout"]}`),
      operation["x-max-body-bytes"] && h("span", { class: "chip" }, `body up to ${operation["x-max-body-bytes"]} bytes`),
      h("a", { class: "chip", href: `#${operation.id}` }, "link")));
  const parameters = (operation.parameters || []).map((one) => reference.resolve(one));
  if (parameters.length) {
    body.append(h("h4", {}, "Parameters"), h("div", { class: "fields" }, parameters.map((one) => reference.field(
      one.name, Object.assign({}, one.schema, { description: `${one.description || ""} (${one.in})` }), one.required))));
  }
  const request = reference.content(operation.requestBody);
  if (request) {
    body.append(h("h4", {}, `Body · ${request.mediaType}`), reference.fields(request.schema));
    if (/json/.test(request.mediaType)) {
      body.append(h("h4", {}, "Example"), h("pre", {}, JSON.stringify(reference.example(request.schema), null, 2)));
    }
  }
  body.append(h("h4", {}, "Answers"), h("div", {}, reference.responses(operation).map(([status, response]) =>
    answer(reference, status, response))), tryPanel(reference, operation));
  return body;
}

function answer(reference, status, response) {
  const content = reference.content(response);
  const head = [h("span", { class: `status ${status < 400 ? "ok" : "bad"}` }, status), " ", inline(response.description || "")];
  if (!content) return h("div", { class: "answer" }, head);
  const details = h("details", { class: "answer", open: status < 400 }, h("summary", {}, head));
  const fill = () => {
    if (!details.open || details.children.length > 1) return;
    details.append(h("p", { class: "soft mono" }, content.mediaType), reference.fields(content.schema));
    if (/json/.test(content.mediaType) && status < 400) {
      details.append(h("h4", {}, "Example"), h("pre", {}, JSON.stringify(reference.example(content.schema), null, 2)));
    }
  };
  details.addEventListener("toggle", fill);
  fill();
  return details;
}

function show(reference) {
  const cards = [], main = $("main"), nav = $("#nav");
  main.replaceChildren(h("div", { class: "intro" }, h("h1", {}, reference.spec.info.title), prose(reference.spec.info.description),
    h("p", {}, h("a", { href: "/v1/developer/openapi.json" }, "openapi.json"), ` · ${reference.operations.length} operations`)));
  for (const group of reference.groups()) {
    const surface = h("section", { class: "surface", "aria-label": group.name }, h("h2", {}, group.name),
      h("p", { class: "soft" }, group.description));
    nav.append(h("h2", {}, group.name));
    for (const section of group.sections) {
      const made = section.operations.map((operation) => operationCard(reference, operation));
      cards.push(...made);
      const id = `tag-${section.tag.replace("/", "-")}`;
      surface.append(h("section", { class: "service", id }, h("h3", {}, section.title),
        h("div", { class: "soft" }, prose(section.description)), made));
      nav.append(h("a", { href: `#${id}` }, section.title, h("span", { class: "count" }, String(section.operations.length))));
    }
    main.append(surface);
  }
  const nothing = h("p", { class: "soft", role: "status", hidden: true }, "Nothing matches.");
  main.append(nothing);
  $("#search").addEventListener("input", (event) => {
    const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const card of cards) card.hidden = !words.every((word) => card.searchText.includes(word));
    for (const part of main.querySelectorAll(".service, .surface")) part.hidden = !part.querySelector(".operation:not([hidden])");
    nothing.hidden = cards.some((card) => !card.hidden);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      $("#search").focus();
    }
  });
  const follow = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.matches("details")) target.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  follow();
}

credentialsPanel();
Reference.load().then(show).catch(failed);
