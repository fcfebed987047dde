extension DocsPage {
  /// The page: navigation, search, and each endpoint's description, made when it is opened.
  static let pageScript = #"""
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
    """#
}
