// SPDX-License-Identifier: BSL-1.0
// Histories written for other languages, and what these predicted, read back.
#include <infobound/report/losses.hpp>

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/replicate/simulation.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/report/histories.hpp>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/same_bits.hpp>
#include <support/thrown.hpp>
#include <vector>

namespace unit::report::losses {

namespace ib = infobound;

namespace {

const ib::beta_bernoulli<double> coin{.alpha = 1, .beta = 1};
const ib::conjugate three{.replicates = 3, .seed = 5};

template <class Truth>
std::string written(const Truth& truth, std::size_t horizon, const ib::conjugate& policy,
                    ib::report::history_format format = ib::report::history_format::csv) {
  std::ostringstream out;
  ib::report::write_histories(out, truth, horizon, policy, "a truth", format);
  return out.str();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// ln ½ of each label, as another program would say it, from the file alone.
std::string said_of(const std::string& histories, double loss) {
  std::ostringstream out;
  out << "t,model,log_predictive,replicate\n";
  for (const std::string& line : lines_of(histories)) {
    if (line[0] == '#' || line[0] == 'r') continue;
    const std::size_t comma = line.find(',');
    out << line.substr(comma + 1, line.find(',', comma + 1) - comma - 1) << ",half," << loss << ','
        << line.substr(0, comma) << "\r\n";
  }
  return out.str();
}

/// The history of replicate 0.
Eigen::MatrixXd drawn(const ib::gaussian_mean<double>& mean, std::size_t horizon) {
  ib::detail::simulation<ib::gaussian_mean<double>> data;
  ib::random_stream rng(three.seed, 0);
  data.draw(mean, horizon, rng, {"a test", three.seed, 0});
  return data.history();
}

std::string refusal(const std::string& text) {
  return thrown<std::invalid_argument>([&] {
    std::istringstream in(text);
    return ib::report::read_losses(in, coin, 2, three);
  });
}

}  // namespace

TEST_CASE("histories are written a label a line, with what made them", "[losses][exact]") {
  const ib::linear_regression<double> truth{.dimension = 2, .noise_variance = 0.5};
  const auto lines = lines_of(written(truth, 2, three));
  REQUIRE(lines.size() == 8);
  CHECK(lines[0].find("# infobound ") == 0);
  CHECK(lines[0].find("; a truth, horizon 2; conjugate, seed 5, 3 replicates; nats; completed") != std::string::npos);
  CHECK(lines[1] == "replicate,t,input_1,input_2,label,log_likelihood");
  CHECK(lines[3].find("0,2,") == 0);
  CHECK(lines[7].find("2,2,") == 0);
  const ib::gaussian_mean<double> mean{.dimension = 2, .prior_variance = 1, .noise_variance = 1};
  CHECK(lines_of(written(mean, 1, three))[1] == "replicate,t,label_1,label_2,log_likelihood");
  const auto objects = lines_of(written(truth, 1, three, ib::report::history_format::json_lines));
  REQUIRE(objects.size() == 4);
  CHECK(objects[0].find(R"({"provenance":"infobound )") == 0);
  CHECK(objects[1].find(R"({"replicate":0,"t":1,"inputs":[)") == 0);
  CHECK(objects[1].find(R"(],"label":)") != std::string::npos);
  CHECK(objects[1].back() == '}');
  const auto columns = lines_of(written(mean, 1, three, ib::report::history_format::json_lines));
  CHECK(columns[1].find(R"("inputs":[],"label":[)") != std::string::npos);
}

TEST_CASE("losses that were read are a learner of the histories that were written", "[losses][exact]") {
  const ib::conjugate policy{.replicates = 50, .seed = 9};
  const std::string histories = written(coin, 4, policy);
  std::istringstream in(said_of(histories, -std::log(2.0)));
  const auto learner = ib::report::read_losses(in, coin, 4, policy);
  struct half {
    Eigen::VectorXd log_predictive(const Eigen::VectorXi& history) const {
      return Eigen::VectorXd::Constant(history.size(), -0.693147);
    }
  };
  const auto found = ib::misspecified_error(coin, learner, 4, policy);
  const auto direct = ib::misspecified_error(coin, half{}, 4, policy);
  CHECK(found.total.lower.mean == Approx(direct.total.lower.mean).epsilon(1e-12));
  CHECK(found.misspecification.lower.mean == Approx(direct.misspecification.lower.mean).epsilon(1e-12));
  // The file alone tells the error: the mean of log_likelihood less log_predictive.
  double error = 0;
  for (const std::string& line : lines_of(histories))
    if (line[0] != '#' && line[0] != 'r') error += std::stod(line.substr(line.rfind(',') + 1)) + 0.693147;
  CHECK(error / (50 * 4) == Approx(found.total.lower.mean).epsilon(1e-12));
  // Data of other streams are not those that the losses are of.
  CHECK(thrown<std::invalid_argument>([&] {
          return ib::misspecified_error(ib::beta_bernoulli<double>{.alpha = 2, .beta = 1}, learner, 5, policy);
        }).find("recorded: a history of which no losses were read") == 0);
}

TEST_CASE("what was held impossible stays so, and equal histories have the mean of their losses", "[losses][exact]") {
  const ib::conjugate policy{.replicates = 4, .seed = 1};
  std::ostringstream out;
  out << "replicate,t,log_predictive\n";
  for (int replicate = 0; replicate < 4; ++replicate) out << replicate << ",1e+0," << -replicate - 1 << '\n';
  std::istringstream in(out.str());
  const auto learner = ib::report::read_losses(in, coin, 1, policy);
  std::map<int, std::vector<double>> of_label;
  for (const std::string& line : lines_of(written(coin, 1, policy)))
    if (line[0] >= '0' && line[0] <= '9') of_label[line[4] - '0'].push_back(-(line[0] - '0') - 1.0);
  for (const auto& [label, losses] : of_label) {
    double sum = 0;
    for (const double loss : losses) sum += loss;
    CHECK(learner.log_predictive(Eigen::VectorXi::Constant(1, label))[0] ==
          Approx(sum / static_cast<double>(losses.size())).epsilon(1e-14));
  }
  std::istringstream never(said_of(written(coin, 2, three), -HUGE_VAL));
  CHECK(ib::misspecified_error(coin, ib::report::read_losses(never, coin, 2, three), 2, three).total.lower.mean ==
        HUGE_VAL);
}

TEST_CASE("losses are read from JSON lines as from a table", "[losses][exact]") {
  const auto error = [](const std::string& text) {
    std::istringstream in(text);
    return ib::misspecified_error(coin, ib::report::read_losses(in, coin, 2, three), 2, three).total;
  };
  const std::string objects = R"({"provenance":"a \"model\" {of mine}"}
{"replicate": 1, "t": 1, "log_predictive": -1.5}

{"log_predictive":-8,"t":2,"inputs":[1,[2,"]"],{"t":7}],"replicate":0.0}
  	{"replicate":0,"t":"1","log_predictive":-0.25,"by":"me, {\"}"}
# a comment
{"replicate":2,"t":1,"log_predictive":-3,"good":true,"more":{}}
{"replicate":1,"t":2,"log_predictive":"-1e1"}
)";
  const std::string table = "replicate,t,log_predictive\n0,1,-0.25\n0,2,-8\n1,1,-1.5\n1,2,-10\n2,1,-3\n2,2,";
  const std::string last = R"({"replicate":2,"t":2,"log_predictive":)";
  CHECK(same_bits(error(objects.substr(objects.find('\n') + 1) + last + "0.5}\r\n"), error(table + "0.5")));
  CHECK(error(table + "0.5").lower.mean != error(table + "0.25").lower.mean);
  for (const std::string never : {"-Infinity", "-inf", "\"-Inf\""})
    CHECK(error(objects + last + never + "}").lower.mean == HUGE_VAL);
}

TEST_CASE("JSON lines that are no rows are refused by line", "[losses][error]") {
  const std::string all = R"({"provenance":"mine"}
{"replicate":0,"t":1,"log_predictive":-1}
{"replicate":0,"t":2,"log_predictive":-1}
{"replicate":1,"t":1,"log_predictive":-1}
{"replicate":1,"t":2,"log_predictive":-1}
{"replicate":2,"t":1,"log_predictive":-1}
{"replicate":2,"t":2,"log_predictive":-1}
)";
  CHECK(refusal(all) == "nothing");
  CHECK(refusal(all.substr(0, all.rfind('{'))) == "losses: replicate 2, t 2 is missing");
  CHECK(refusal(R"({"provenance":"mine"})") == "losses: replicate 0, t 1 is missing");
  const auto also = [&](const std::string& line) { return refusal(all + line); };
  const std::string row = R"({"replicate":0,"t":2,"log_predictive":)";
  CHECK(also(row + "-3}") == "losses: line 8: replicate 0, t 2 is in line 3 already");
  CHECK(also(R"({"replicate":3,"t":2,"log_predictive":-3})") ==
        "losses: line 8: replicate = 3, must be a whole number >= 0 and <= 2");
  CHECK(also(R"({"t":2,"log_predictive":-3})") == "losses: line 8: there is no replicate");
  CHECK(also(R"({"t":2,"log_predictive":-3,"t":1})") == "losses: line 8: there are two of t");
  CHECK(also(row + "null}") == "losses: line 8: log_predictive = null, must be a number");
  CHECK(also(row + "NaN}") == "losses: line 8: log_predictive = NaN, must be a number");
  CHECK(also(row + "[-3]}") == "losses: line 8: log_predictive = [-3], must be a number");
  CHECK(also(row + "\"\"}") == "losses: line 8: log_predictive = nothing, must be a number");
  for (const std::string& line :
       {row, row + "}", row + "-3", row + "-3,}", row + "-3} 4", row + "[-3}", row + "\"-3}", row + "\"-3\\",
        std::string("[0,2,-3]"), std::string("0,2,-3"), std::string("{t:2}")}) {
    CAPTURE(line);
    CHECK(also(line) == "losses: line 8: must be a JSON object, as the first one is");
  }
}

TEST_CASE("what is not the run's history is refused with what to do", "[losses][error]") {
  const ib::gaussian_mean<double> mean{.dimension = 2, .prior_variance = 1, .noise_variance = 1};
  std::istringstream in(said_of(written(mean, 2, three), -1));
  const auto learner = ib::report::read_losses(in, mean, 2, three);
  CHECK(learner.log_predictive(drawn(mean, 2)).size() == 2);
  CHECK(thrown<std::invalid_argument>([&] { return learner.log_predictive(Eigen::MatrixXd::Zero(2, 1)); }) ==
        "recorded: a history of which no losses were read: write_histories, read_losses and the run must have the same "
        "truth, horizon and seed, the run no more replicates; a curve takes a policy that draws histories of the whole "
        "length alone, contrastive, sequential or, of a truth with log_predictive, conjugate");
  CHECK(thrown<std::domain_error>([&] {
          std::ostringstream out;
          ib::report::write_histories(out, coin, 2, ib::automatic{.target_standard_error = 0.1});
        }) == "automatic.target_standard_error = 0.1, must be 0 for histories in a file, whose number is replicates");
}

TEST_CASE("rows that are missing, there twice, foreign or no numbers are refused by line", "[losses][error]") {
  const std::string header = "# a comment\nreplicate,t,log_predictive\n";
  const std::string all = header + "0,1,-1\n0,2,-1\n1,1,-1\n1,2,-1\n2,1,-1\n2,2,-1\n";
  CHECK(refusal(all) == "nothing");
  CHECK(refusal(header + "0,1,-1\n") == "losses: replicate 0, t 2 is missing");
  CHECK(refusal(all + "0,2,-3\n") == "losses: line 9: replicate 0, t 2 is in line 4 already");
  CHECK(refusal(all + "3,1,-1\n") == "losses: line 9: replicate = 3, must be a whole number >= 0 and <= 2");
  CHECK(refusal(all + "1,0,-1\n") == "losses: line 9: t = 0, must be a whole number >= 1 and <= 2");
  CHECK(refusal(all + "1,1.5,-1\n") == "losses: line 9: t = 1.5, must be a whole number >= 1 and <= 2");
  CHECK(refusal(header + "0,1,nan\n") == "losses: line 3: log_predictive = nan, must be a number");
  CHECK(refusal(header + "0,1,\n") == "losses: line 3: log_predictive = nothing, must be a number");
  CHECK(refusal(header + "0,1,x\n") == "losses: line 3: log_predictive = x, must be a number");
  CHECK(refusal(header + "0,1\n") == "losses: line 3: there is no log_predictive");
  CHECK(refusal(header + "0,1,inf\n") ==
        "losses: line 3: log_predictive = inf, must be a logarithm of a probability or density");
  CHECK(refusal("replicate,t\n") == "losses: line 1: the header lacks log_predictive");
  CHECK(refusal("") == "losses: there is no header");
}

}  // namespace unit::report::losses
