// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "crypto/x509.hpp"
#include "server.hpp"

namespace guichet::http {
namespace {

TEST(Tls, hands_over_the_client_certificate_leaf_first_and_once_for_all_requests) {
  Server server;
  const Identity tpp = chained("PSDFR-ACPR-13807", 3);
  Greeting greeting;
  greeting.identity = &tpp;
  greeting.server_name = "WWW.17515.Sandbox.api.localhost";
  Client client(server.port(), greeting);
  client.get("/one");
  client.get("/two");
  const auto& requests = server.parrot.requests;
  ASSERT_EQ(requests.size(), 2u);
  ASSERT_TRUE(requests[0].certificate);
  EXPECT_EQ(requests[0].certificate->chain_der, tpp.chain_der);
  EXPECT_EQ(requests[0].certificate->thumbprint,
            crypto::read_certificate(tpp.chain_der[0])->sha256_hex);
  EXPECT_EQ(requests[0].certificate, requests[1].certificate);
  EXPECT_EQ(requests[0].server_name, "www.17515.sandbox.api.localhost");
  EXPECT_EQ(requests[0].door, message::Door::api);
}

TEST(Tls, passes_on_certificates_that_will_not_do) {
  Server server;
  const Identity weak = self_signed("weak", KeyOf::rsa_1024);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    Greeting greeting;
    greeting.identity = &weak;
    greeting.highest_version = version;
    Client client(server.port(), greeting);
    EXPECT_EQ(client.get("/").status, 200) << version;
    EXPECT_EQ(server.parrot.requests.back().certificate->chain_der, weak.chain_der);
  }
}

TEST(Tls, serves_a_client_without_a_certificate) {
  Server server;
  Client client(server.port(), Greeting{});
  EXPECT_EQ(client.get("/").status, 200);
  EXPECT_EQ(server.parrot.requests.at(0).certificate, nullptr);
}

TEST(Tls, row_36_a_chain_of_20_ends_the_handshake_with_unknown_ca) {
  Server server;
  const Identity tpp = chained("endless", 20);
  Greeting greeting;
  greeting.identity = &tpp;
  Client client(server.port(), greeting);
  EXPECT_EQ(client.get("/").status, 0);
  EXPECT_EQ(client.alert(), SSL_AD_UNKNOWN_CA);
}

TEST(Tls, row_38_refuses_versions_before_1_2) {
  Server server;
  for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) {
    Greeting greeting;
    greeting.highest_version = version;
    const Client client(server.port(), greeting);
    EXPECT_FALSE(client.handshaken());
    EXPECT_EQ(client.alert(), SSL_AD_PROTOCOL_VERSION);
  }
}

TEST(Tls, row_39_takes_ephemeral_keys_and_aead_alone_in_1_2) {
  Server server;
  Greeting greeting;
  greeting.highest_version = TLS1_2_VERSION;
  for (const std::string cipher :
       {"ECDHE-ECDSA-AES256-SHA384", "AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-SHA"}) {
    greeting.ciphers_of_1_2 = cipher;
    const Client client(server.port(), greeting);
    EXPECT_FALSE(client.handshaken()) << cipher;
    EXPECT_EQ(client.alert(), SSL_AD_HANDSHAKE_FAILURE) << cipher;
  }
  greeting.ciphers_of_1_2 = "ECDHE-ECDSA-AES128-GCM-SHA256";
  Client client(server.port(), greeting);
  EXPECT_EQ(client.get("/").status, 200);
  EXPECT_EQ(client.version(), "TLSv1.2");
}

TEST(Tls, row_42_answers_an_offer_of_h2_alone_with_no_application_protocol) {
  Server server;
  Greeting greeting;
  greeting.alpn = "\x02h2";
  const Client refused(server.port(), greeting);
  EXPECT_FALSE(refused.handshaken());
  EXPECT_EQ(refused.alert(), SSL_AD_NO_APPLICATION_PROTOCOL);
  greeting.alpn = "\x02h2\x08http/1.1";
  EXPECT_EQ(Client(server.port(), greeting).alpn(), "http/1.1");
  EXPECT_EQ(Client(server.port(), Greeting{}).alpn(), "");
}

TEST(Tls, row_15_serves_a_client_without_server_name_on_loopback) {
  Server server;
  Greeting greeting;
  greeting.server_name = "";
  Client client(server.port(), greeting);
  EXPECT_EQ(client.get("/").status, 200);
  EXPECT_EQ(server.parrot.requests.at(0).server_name, "");
}

TEST(Tls, row_12_row_13_gives_no_ticket_that_could_outlive_a_certificate) {
  Server server;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    Greeting greeting;
    greeting.highest_version = version;
    Client client(server.port(), greeting);
    EXPECT_EQ(client.get("/").status, 200);
    EXPECT_FALSE(client.can_resume());
  }
}

TEST(Tls, a_replaced_certificate_is_shown_to_new_connections) {
  Server server;
  Client before(server.port(), Greeting{});
  const Identity renewed = self_signed("renewed.localhost");
  ASSERT_TRUE(server.listener->replace_certificate(renewed.as_server()));
  Client after(server.port(), Greeting{});
  EXPECT_EQ(before.server_certificate_der(), server_identity().chain_der[0]);
  EXPECT_EQ(after.server_certificate_der(), renewed.chain_der[0]);
  EXPECT_EQ(before.get("/").status, 200);
}

TEST(Tls, row_269_a_broken_certificate_is_refused_and_the_old_one_stays) {
  Server server;
  const Identity other = self_signed("other.localhost");
  EXPECT_FALSE(server.listener->replace_certificate({"no PEM", other.key_pem}));
  EXPECT_FALSE(server.listener->replace_certificate({other.chain_pem(), "no PEM"}));
  EXPECT_FALSE(
      server.listener->replace_certificate({other.chain_pem(), server_identity().key_pem}));
  Client client(server.port(), Greeting{});
  EXPECT_EQ(client.get("/").status, 200);
}

TEST(Tls, plain_http_on_the_tls_port_gets_no_http_answer) {
  Server server;
  Client client(server.port());
  client.send(get_request("/"));
  const auto answer = client.read_to_the_end();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->find("HTTP/"), std::string::npos);
  EXPECT_TRUE(server.parrot.requests.empty());
}

}  // namespace
}  // namespace guichet::http
