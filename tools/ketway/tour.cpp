#include "tour.hpp"

#include "document.hpp"
#include "result_text.hpp"

namespace ketway::cli {
namespace {

std::string indented(const std::string& text, const std::string& by) {
  std::string out;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    out += by + text.substr(from, end - from) + "\n";
    from = end + 1;
  }
  return out;
}

}  // namespace

void tour::step(const std::string& title, const std::string& words, const std::string& call, const std::string& outcome,
                bool as_expected) {
  all_well_ = all_well_ && as_expected;
  nlohmann::ordered_json entry;
  entry["title"] = title;
  entry["words"] = words;
  entry["call"] = call;
  entry["as_expected"] = as_expected;
  steps_.push_back(std::move(entry));
  if (session_.json()) return;
  const terminal& out = session_.out();
  std::string text = out.paint(style::strong, std::to_string(steps_.size()) + ". " + title) + "\n";
  text += indented(words, "   ") + "\n";
  text += out.paint(style::faint, indented(call, "   | ")) + "\n";
  text += indented(outcome, "   ");
  if (!as_expected) text += "   " + out.paint(style::bad, "This is not what should have come out.") + "\n";
  session_.say(text + "\n");
}

exit_status tour::end(std::chrono::nanoseconds took) {
  if (session_.json()) {
    nlohmann::ordered_json document;
    document["steps"] = std::move(steps_);
    document["as_expected"] = all_well_;
    document["seconds"] = std::chrono::duration<double>(took).count();
    session_.answer(document);
  } else {
    session_.say("All of this was computed now, in " + short_time(took) +
                 ", through the plugin interface.\n"
                 "Next: `ketway run FILE` with a circuit of yours, `ketway backends`, `ketway doctor`.\n");
  }
  return all_well_ ? exit_status::done : exit_status::failed;
}

}  // namespace ketway::cli
