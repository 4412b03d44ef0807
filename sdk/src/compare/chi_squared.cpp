// The only unit that sees Boost.Math.
#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "compare/paired.hpp"

namespace ketway::comparing {
namespace {

// No overflow or pole may throw: the arguments are checked below, and an underflow is the zero that it is.
using quiet =
    boost::math::policies::policy<boost::math::policies::domain_error<boost::math::policies::errno_on_error>,
                                  boost::math::policies::overflow_error<boost::math::policies::errno_on_error>,
                                  boost::math::policies::evaluation_error<boost::math::policies::errno_on_error>,
                                  boost::math::policies::promote_double<false>>;

}  // namespace

double chi_squared_tail(double statistic, double degrees_of_freedom) {
  if (!(degrees_of_freedom > 0) || !(statistic > 0)) return 1;
  if (std::isinf(statistic)) return 0;
  const double tail = boost::math::gamma_q(degrees_of_freedom / 2, statistic / 2, quiet());
  return std::isnan(tail) ? 1 : std::clamp(tail, 0.0, 1.0);
}

}  // namespace ketway::comparing
