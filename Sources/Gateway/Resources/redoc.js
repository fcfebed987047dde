const quoted = (text) => `'${text.replace(/'/g, "'\\''")}'`;
const schemeHeaders = {
  ApiKeyAuth: "X-API-Key: $QUARTET_SECRET_KEY", BearerAuth: "Authorization: Bearer $ACCESS_TOKEN", InternalToken: "X-Internal-Token: $INTERNAL_TOKEN",
  AuthToken: "X-Auth-Token: $AUTH_TOKEN", WebhookToken: "X-Webhook-Token: $WEBHOOK_TOKEN", CronSecret: "Authorization: Bearer $CRON_SECRET",
  CookieAuth: "Cookie: quartet_session=$SESSION",
};

// A line to paste: double quotes where the shell must fill in a variable. A secret key needs no Origin.
function curl(reference, operation) {
  const lines = [], query = [];
  let path = operation.path;
  const parameters = (operation.parameters || []).map((one) => reference.resolve(one));
  for (const parameter of parameters) {
    const value = String(reference.example(parameter.schema, 0, parameter.name));
    if (parameter.in === "path") path = path.replace(`{${parameter.name}}`, encodeURIComponent(value));
    else if (!parameter.required) continue;
    else if (parameter.in === "query") query.push(`${parameter.name}=${encodeURIComponent(value)}`);
    else lines.push(`-H ${quoted(`${parameter.name}: ${parameter.name === "X-Actor-User-Id" || /-Id$/.test(parameter.name)
      ? reference.example({ type: "string" }, 0, "user_id") : value}`)}`);
  }
  for (const scheme of reference.schemes(operation)) lines.push(`-H "${schemeHeaders[scheme] || scheme}"`);
  const request = reference.content(operation.requestBody);
  if (request && /multipart/.test(request.mediaType)) {
    for (const [name, value] of Object.entries(reference.bare(request.schema).schema.properties || {})) {
      lines.push(`-F ${quoted(reference.bare(value).schema.format === "binary" ? `${name}=@file` : `${name}=…`)}`);
    }
  } else if (request) {
    lines.push(`-H ${quoted(`Content-Type: ${request.mediaType}`)}`);
    lines.push(/json/.test(request.mediaType)
      ? `-d ${quoted(JSON.stringify(reference.requestExample(request.schema), null, 2))}` : "--data-binary @file");
  }
  const streams = Object.values(operation.responses).some((one) => one.content && one.content["text/plain"]);
  const verb = operation.verb.toUpperCase();
  const start = ["curl", streams && "-N", verb === "HEAD" ? "-I" : verb !== "GET" && `-X ${verb}`].filter(Boolean).join(" ");
  return [`${start} ${quoted(location.origin + path + (query.length ? `?${query.join("&")}` : ""))}`, ...lines].join(" \\\n  ");
}

// "CreateOrder" -> "Create order": the contents have little room.
function shortName(operation) {
  const name = (operation["x-grpc-method"] || "").split("/")[1];
  return name ? name.replace(/(?!^)[A-Z]/g, (letter) => " " + letter.toLowerCase()) : operation.path;
}

function sample(title, text) {
  const button = h("button", { type: "button", "aria-label": `Copy: ${title}`, onclick: async () => {
    try { await navigator.clipboard.writeText(text); button.textContent = "Copied"; } catch { button.textContent = "Select it"; }
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  } }, "Copy");
  return [h("h4", {}, title), h("div", { class: "sample" }, h("pre", { tabindex: "0" }, text), button)];
}

function part(id, text, samples) {
  return h("section", { class: "part", id }, h("div", { class: "text" }, text), h("div", { class: "samples" }, samples));
}

function operationPart(reference, operation) {
  const parameters = (operation.parameters || []).map((one) => reference.resolve(one));
  const request = reference.content(operation.requestBody);
  const text = [h("h3", {}, inline(operation.summary || operation.path)),
    h("p", { class: "endpoint" }, h("span", { class: `verb ${operation.verb}` }, operation.verb), h("span", { class: "path" }, pathParts(operation.path))),
    prose(operation.description)];
  for (const [place, title] of [["path", "Path"], ["query", "Query"], ["header", "Headers"]]) {
    const here = parameters.filter((one) => one.in === place);
    if (here.length) text.push(h("h4", {}, title), h("div", { class: "fields" }, here.map((one) =>
      reference.field(one.name, Object.assign({}, one.schema, { description: one.description }), one.required))));
  }
  if (request) text.push(h("h4", {}, `Body · ${request.mediaType}`), reference.fields(request.schema));
  text.push(h("h4", {}, "Answers"), h("div", { class: "answers" }, reference.responses(operation).map(([status, response]) =>
    answer(reference, status, response))));
  const samples = [sample("Request", curl(reference, operation))];
  const good = reference.responses(operation).find(([status]) => status < 400);
  const content = good && reference.content(good[1]);
  if (content && /json/.test(content.mediaType)) {
    samples.push(sample(`Answer · ${good[0]}`, JSON.stringify(reference.example(content.schema), null, 2)));
  } else if (content) samples.push(h("h4", {}, `Answer · ${good[0]}`), h("p", { class: "soft" }, content.mediaType));
  return part(operation.id, text, samples);
}

function answer(reference, status, response) {
  const head = [h("span", { class: `status ${status < 400 ? "ok" : "bad"}` }, status), " ", inline(response.description || "")];
  const content = reference.content(response);
  if (!content) return h("div", {}, head);
  const details = h("details", { ontoggle: () => {
    if (details.open && details.children.length === 1) details.append(reference.fields(content.schema));
  } }, h("summary", {}, head));
  return details;
}

function schemesPart(reference) {
  const schemes = Object.entries(reference.spec.components.securitySchemes);
  return part("credentials", [h("h2", {}, "Credentials"), schemes.map(([name, scheme]) => h("div", { class: "scheme" },
    h("strong", {}, name), " ", h("span", { class: "soft mono" }, scheme.type === "http" ? "Authorization: Bearer" : `${scheme.in} ${scheme.name}`),
    prose(scheme.description)))], schemes.map(([name]) => schemeHeaders[name]).length
    ? sample("As headers", schemes.map(([name]) => schemeHeaders[name]).filter(Boolean).join("\n")) : []);
}

function show(reference) {
  const main = $("main"), contents = $("#contents"), links = new Map();
  main.replaceChildren(part("introduction", [h("h1", {}, reference.spec.info.title), h("p", { class: "soft" }, reference.spec.info.summary),
    prose(reference.spec.info.description)], sample("Is it there?", `curl ${quoted(location.origin + "/health")}`)), schemesPart(reference));
  for (const group of reference.groups()) {
    contents.append(h("h2", {}, group.name));
    for (const section of group.sections) {
      main.append(part(`tag-${section.tag.replace("/", "-")}`, [h("p", { class: "soft" }, group.name), h("h2", {}, section.title),
        prose(section.description)], sample("Endpoints", section.operations.map((one) =>
          `${one.verb.toUpperCase().padEnd(7)}${one.path}`).join("\n"))));
      const list = h("ul", {});
      for (const operation of section.operations) {
        main.append(operationPart(reference, operation));
        const link = h("a", { href: `#${operation.id}` }, h("span", { class: `verb ${operation.verb}` }, operation.verb),
          h("span", {}, shortName(operation)));
        link.searchText = `${operation.verb} ${operation.path} ${operation.description} ${section.tag}`.toLowerCase();
        links.set(operation.id, link);
        list.append(h("li", {}, link));
      }
      contents.append(h("details", { open: true }, h("summary", {}, section.title), list));
    }
  }
  follow(links);
  filter(contents, links);
}

// Marks in the contents what is being read.
function follow(links) {
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const link = links.get(entry.target.id);
      if (!entry.isIntersecting || !link) continue;
      for (const other of links.values()) other.removeAttribute("aria-current");
      link.setAttribute("aria-current", "location");
      const nav = $("#nav"), box = link.getBoundingClientRect();
      if (box.top < 0 || box.bottom > nav.clientHeight) nav.scrollTop += box.top - nav.clientHeight / 2;
    }
  }, { rootMargin: "-10% 0px -80% 0px" });
  for (const section of document.querySelectorAll(".part")) observer.observe(section);
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target) target.scrollIntoView();
}

function filter(contents, links) {
  $("#search").addEventListener("input", (event) => {
    const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const link of links.values()) link.parentNode.hidden = !words.every((word) => link.searchText.includes(word));
    for (const section of contents.querySelectorAll("details")) section.hidden = !section.querySelector("li:not([hidden])");
  });
  const menu = $("#menu"), nav = $("#nav");
  const toggle = (open) => { nav.classList.toggle("open", open); menu.setAttribute("aria-expanded", String(nav.classList.contains("open"))); };
  menu.addEventListener("click", () => toggle());
  contents.addEventListener("click", (event) => { if (event.target.closest("a")) toggle(false); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") toggle(false); });
}

Reference.load().then(show).catch(failed);
