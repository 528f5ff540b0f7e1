package dev.anqa.benchmarks.peers.vertx;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.LogManager;

/**
 * A room is an address of the event bus, and its clients register at it through <a
 * href="https://vertx.io/docs/vertx-web/java/#_sockjs_event_bus_bridge">the bridge</a>. Configured
 * as its documentation says for many connections: the native transport, and an instance for each
 * core.
 */
final class Main extends VerticleBase {
  private static final String ECHO = "echo";

  /** Tells the port that the instances share. */
  private final AtomicInteger port;

  private Main(AtomicInteger port) {
    this.port = port;
  }

  public static void main(String[] args) throws Exception {
    LogManager.getLogManager().reset();
    var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    var port = new AtomicInteger();
    var instances =
        new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
    vertx.deployVerticle(() -> new Main(port), instances).await();
    System.out.println("READY " + port.get());
  }

  @Override
  public Future<HttpServer> start() {
    vertx.eventBus().localConsumer(ECHO, message -> message.reply(message.body()));

    var rooms = new PermittedOptions().setAddressRegex("bench:.*");
    var bridge =
        new SockJSBridgeOptions()
            .setPingTimeout(60_000)
            .addInboundPermitted(rooms)
            .addInboundPermitted(new PermittedOptions().setAddress(ECHO))
            .addOutboundPermitted(rooms);
    var router = Router.router(vertx);
    router
        .route("/eventbus/*")
        .subRouter(
            SockJSHandler.create(vertx, new SockJSHandlerOptions().setInsertJSESSIONID(false))
                .bridge(bridge));

    // A negative port: any free one, but the same for all instances.
    var options =
        new HttpServerOptions()
            .setHost("127.0.0.1")
            .setPort(-1)
            .setAcceptBacklog(4096)
            .setPerMessageWebSocketCompressionSupported(false)
            .setPerFrameWebSocketCompressionSupported(false);
    return vertx
        .createHttpServer(options)
        .requestHandler(router)
        .listen()
        .onSuccess(server -> port.set(server.actualPort()));
  }
}
