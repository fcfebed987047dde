// The token comes in the fragment, which browsers send to nobody. Without this script the reader copies it from
// the e-mail into the field. Nothing happens before the button is pressed: programs that follow links in e-mails
// use no token up.
"use strict";
const field = document.getElementById("token");
const token = new URLSearchParams(location.hash.slice(1)).get("token");
if (token) {
  field.value = token;
  // Out of the address bar and the history.
  history.replaceState(null, "", location.pathname + location.search);
}
if (field.value) document.getElementById("token-field").hidden = true;
