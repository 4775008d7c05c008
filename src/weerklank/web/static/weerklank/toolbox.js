// Asks the browser to keep the toolbox. Without this the pages work as ever, with a network.
const said = document.getElementById("kept");
if (said && "serviceWorker" in navigator) {
  navigator.serviceWorker.register(said.dataset.worker);
  navigator.serviceWorker.ready.then(() => { said.hidden = false; });
}
