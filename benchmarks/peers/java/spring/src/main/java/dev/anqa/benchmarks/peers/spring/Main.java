package dev.anqa.benchmarks.peers.spring;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.stereotype.Controller;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/**
 * A broadcast is a SEND to {@code /topic/…}, which the broker passes on; an echo is handled below
 * {@code /app} and answered to the user's queue. In order, as channels are; as many threads as
 * cores, as <a
 * href="https://docs.spring.io/spring-framework/reference/web/websocket/stomp/configuration-performance.html">its
 * documentation</a> says for work that does not block.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableWebSocketMessageBroker
@Import(Main.Echo.class)
final class Main implements WebSocketMessageBrokerConfigurer {
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  static void main(String[] args) {
    var application = new SpringApplication(Main.class);
    application.setDefaultProperties(
        Map.of(
            "server.address", "127.0.0.1",
            "server.port", "0",
            "server.tomcat.accept-count", "4096",
            "server.tomcat.max-connections", "20000",
            "spring.main.banner-mode", "off",
            "logging.level.root", "off"));
    var context = application.run(args);
    System.out.println("READY " + context.getEnvironment().getProperty("local.server.port"));
  }

  @Override
  public void registerStompEndpoints(StompEndpointRegistry registry) {
    registry.setPreserveReceiveOrder(true);
    registry.addEndpoint("/stomp");
  }

  @Override
  public void configureMessageBroker(MessageBrokerRegistry registry) {
    registry.enableSimpleBroker("/topic", "/queue");
    registry.setApplicationDestinationPrefixes("/app");
    registry.setPreservePublishOrder(true);
  }

  @Override
  public void configureClientInboundChannel(ChannelRegistration registration) {
    registration.taskExecutor().corePoolSize(CORES);
  }

  @Override
  public void configureClientOutboundChannel(ChannelRegistration registration) {
    registration.taskExecutor().corePoolSize(CORES);
  }

  /** Answers with what it gets. */
  @Controller
  static final class Echo {
    @MessageMapping("/echo")
    @SendToUser(destinations = "/queue/echo", broadcast = false)
    Map<String, Object> echo(Map<String, Object> payload) {
      return payload;
    }
  }
}
