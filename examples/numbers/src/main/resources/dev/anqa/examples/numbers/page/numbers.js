"use strict"

const HISTORY = 8
const status = document.getElementById("status")

const socket = new Phoenix.Socket("/socket")
socket.onOpen(() => { status.textContent = "connected"; status.dataset.state = "open" })
socket.onClose(() => { status.textContent = "disconnected, reconnecting"; status.dataset.state = "closed" })
socket.connect()

for (const sign of ["positive", "negative"]) {
  const newest = document.getElementById(sign)
  const history = document.getElementById(`${sign}-history`)
  const channel = socket.channel(`numbers:${sign}`, {})
  channel.on("update", ({number}) => {
    if (newest.dataset.seen) {
      const item = document.createElement("li")
      item.textContent = newest.textContent
      history.prepend(item)
      while (history.children.length > HISTORY) history.lastChild.remove()
    }
    newest.dataset.seen = "yes"
    newest.textContent = number
  })
  channel.join().receive("error", ({reason}) => { newest.textContent = reason })
}

document.getElementById("command").textContent =
  `./anqa connect 'ws://${location.host}/socket/websocket' \\\n` +
  `  '{"topic":"numbers:positive","event":"phx_join","payload":{},"ref":"1"}'`
