// SPDX-License-Identifier: BSL-1.0
#include <infobound/report/json.hpp>
#include <limits>
#include <string>
#include <support/catch.hpp>
#include <vector>

namespace unit::report::json {

namespace ib = infobound;
using json = nlohmann::ordered_json;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("an estimate as JSON has both sides with their errors, and why it ended", "[json][exact]") {
  const ib::estimate<double> shown{
      .lower = {0.5, 0.25}, .upper = {1, infinity}, .replicates = 7, .stopped = ib::stop_reason::cancelled};
  CHECK(json(shown).dump() ==
        R"({"lower":{"mean":0.5,"standard_error":0.25},"upper":{"mean":1.0,"standard_error":"inf"},)"
        R"("replicates":7,"stopped":"cancelled"})");
}

TEST_CASE("an estimate as JSON tells of saturation, of crossing and of its weights", "[json][exact]") {
  const ib::estimate<double> shown{.lower = {4.5, 0.125},
                                   .upper = {0.5, 0.125},
                                   .replicates = 7,
                                   .effective_sample_size = 2.5,
                                   .temperatures = 10,
                                   .ceiling = 4.5};
  CHECK(json(shown)["effective_sample_size"] == 2.5);
  CHECK(json(shown)["temperatures"] == 10);
  CHECK(json(shown)["saturated"] == true);
  CHECK(json(shown)["crossed"] == true);
}

TEST_CASE("brackets and bounds as JSON name their sources", "[json][exact]") {
  CHECK(json(ib::bracket<double>{{0, "nothing"}, {infinity, "no \"bound\""}}).dump() ==
        R"({"lower":{"value":0.0,"source":"nothing"},"upper":{"value":"inf","source":"no \"bound\""}})");
  CHECK(json(std::vector<ib::bound<double>>{{0.5, ib::direction::lower, "a"}, {2, ib::direction::upper, "b"}}).dump() ==
        R"([{"value":0.5,"direction":"lower","source":"a"},{"value":2.0,"direction":"upper","source":"b"}])");
}

TEST_CASE("JSON has no infinities and no NaN, so they are text and null", "[json][exact]") {
  const ib::report::series shown{
      .name = "s", .x = {1, 2, 3}, .lower = {-infinity, not_a_number, 0}, .upper = {infinity, 1, 2}};
  CHECK(json(shown).dump() == R"({"name":"s","x":[1.0,2.0,3.0],"lower":["-inf",null,0.0],"upper":["inf",1.0,2.0]})");
}

TEST_CASE("a curve as JSON has an entry for every observation", "[json][exact]") {
  const json made = ib::curve<float>({ib::exactly(0.5F), ib::exactly(0.75F)}, {ib::exactly(0.5F), ib::exactly(0.25F)});
  REQUIRE(made.size() == 2);
  CHECK(made[1]["t"] == 2);
  CHECK(made[1]["information"]["lower"]["mean"] == 0.75);
  CHECK(made[1]["incremental_error"]["upper"]["standard_error"] == 0);
}

TEST_CASE("provenance as JSON leaves out what is not known", "[json][exact]") {
  const ib::report::provenance made{.version = "1.2.3",
                                    .process = "linear regression",
                                    .policy = "conjugate",
                                    .seed = 7,
                                    .replicates = 100,
                                    .date = "2024-05-01"};
  CHECK(json(made).dump() ==
        R"({"library":"infobound","version":"1.2.3","process":"linear regression","policy":"conjugate","seed":7,)"
        R"("replicates":100,"units":"nats","stopped":"completed","date":"2024-05-01"})");
  const json exact = ib::report::provenance{};
  CHECK_FALSE(exact.contains("seed"));
  CHECK_FALSE(exact.contains("replicates"));
  CHECK_FALSE(exact.contains("date"));
}

TEST_CASE("JSON text is indented, ends with a line end, and mends what is not UTF-8", "[json][exact]") {
  CHECK(ib::report::json_text(ib::sourced<double>{0.1, "a\xFFz"}) ==
        "{\n  \"value\": 0.1,\n  \"source\": \"a\uFFFDz\"\n}\n");
}

TEST_CASE("the unordered kind of JSON serves as well", "[json][exact]") {
  CHECK(nlohmann::json(ib::exactly(0.5))["upper"]["mean"] == 0.5);
}

}  // namespace unit::report::json
