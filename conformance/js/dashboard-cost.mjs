// What an open page of the dashboard asks of a node, without drawing it, until it is killed: numbers,
// listings every two seconds, and one trace of 100 events after the other. Argument: the port.
// `DashboardCost` is the other side.
import { WebSocket } from "ws";
import { Socket } from "p18";

const socket = new Socket(`ws://localhost:${process.argv[2]}/dashboard/socket`, {
  transport: WebSocket,
});
socket.connect();

socket.channel("anqa:dashboard:stats:endpoint:local").join();

const asking = socket.channel("anqa:dashboard:ask");
asking.join();
const ask = (call, params) => asking.push("ask", { call, params });
setInterval(() => {
  ask("sockets", { limit: 100 });
  ask("topics", { limit: 100 });
  ask("tree", {});
}, 2_000);

const tracing = socket.channel("anqa:dashboard:trace");
const trace = () => tracing.push("start", { params: { count: 100 } });
tracing.on("end", () => setTimeout(trace, 1_000));
tracing.join().receive("ok", trace);
