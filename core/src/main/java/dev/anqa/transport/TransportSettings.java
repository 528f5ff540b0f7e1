package dev.anqa.transport;

import dev.anqa.serializer.Versions;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What all transports can be told, as it stands when the endpoint starts; the docs are at {@link
 * TransportOptions}.
 *
 * @param originPolicy null for the endpoint's
 * @param session null for none
 * @param versions null for the endpoint's
 */
record TransportSettings(
    String path,
    @Nullable OriginPolicy originPolicy,
    boolean checkCsrf,
    Set<ConnectInfoKey> connectInfo,
    Map<String, Object> attachments,
    @Nullable SessionCookie session,
    boolean authToken,
    Level transportLog,
    @Nullable Versions versions) {}
