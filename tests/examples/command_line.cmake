# SPDX-License-Identifier: BSL-1.0
# cmake -D PROGRAM=<how_fast_can_anyone_learn> -D DIRECTORY=<scratch> -P command_line.cmake
# Bad input is told in one sentence with exit code 1 and leaves no file behind; good input leaves the files asked for.

cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE ${DIRECTORY})
file(MAKE_DIRECTORY ${DIRECTORY}/results)

function(check_files)
  file(GLOB left RELATIVE ${DIRECTORY}/results LIST_DIRECTORIES true ${DIRECTORY}/results/* ${DIRECTORY}/results/.*)
  list(REMOVE_ITEM left . ..)
  list(SORT left)
  if(NOT left STREQUAL "${ARGN}")
    message(SEND_ERROR "results has ${left}, and should have ${ARGN}")
  endif()
endfunction()

function(run)
  execute_process(COMMAND ${PROGRAM} ${ARGN} WORKING_DIRECTORY ${DIRECTORY}/results OUTPUT_VARIABLE printed
                  ERROR_VARIABLE said RESULT_VARIABLE code)
  return(PROPAGATE printed said code)
endfunction()

# The program run with these arguments says this sentence, and nothing else.
function(refused sentence)
  run(${ARGN})
  if(NOT code STREQUAL 1 OR NOT said STREQUAL "how_fast_can_anyone_learn: ${sentence}\n" OR NOT printed STREQUAL "")
    message(SEND_ERROR "${ARGN}: exit code ${code}, \"${printed}\" and \"${said}\" where \"${sentence}\" was to be said")
  endif()
  check_files()
endfunction()

# A file of this text as inputs makes the program say that it is wrong there.
function(refused_file text sentence)
  file(WRITE ${DIRECTORY}/inputs.csv "${text}")
  refused("../inputs.csv, ${sentence}" --inputs ../inputs.csv)
endfunction()

# Files

refused("cannot read missing.csv: No such file or directory" --inputs missing.csv)
refused("cannot read .: Is a directory" --inputs .)
refused_file("" "line 1: the file is empty, and needs a line of column names and rows of numbers")
refused_file("age,bmi,y\n1,2,3\n4,5\n" "line 3: 2 cells where there are 3 columns separated by commas")
refused_file("age,bmi,y\r\n1,2,3\r\n4,old,6\r\n"
             "line 3, column 'bmi': 'old' is not a number; --without 'bmi' leaves the column out")
refused_file("age,bmi,y\n1,2,3\n4,2,6\n" "column 'bmi': the column is constant, and cannot be brought to mean square 1; \
--without 'bmi' leaves it out")
refused_file("age,bmi,y\n1,2,3\n4,5,3\n" "column 'y': the label is constant, and there is nothing to learn")

file(WRITE ${DIRECTORY}/inputs.csv "age,bmi,y\n1,2,3\n4,5,6\n")
refused("../inputs.csv, line 1: no column is called 'weight'" --inputs ../inputs.csv --label weight)
refused("../inputs.csv, line 1: no column is called '4'" --inputs ../inputs.csv --without 4)
refused("cannot write ${DIRECTORY}/results/missing/results: there is no directory ${DIRECTORY}/results/missing" --inputs
        ../inputs.csv --output missing/results)

# Options

refused("noise-variance = -1, must be > 0 and < 1, a share of the label's variance" --noise-variance -1)
refused("noise-variance = 1, must be > 0 and < 1, a share of the label's variance" --noise-variance 1)
refused("noise-variance = fitted needs --inputs, a file with labels to fit" --noise-variance fitted --dimension 3)
refused("linear_regression.noise_variance = -1, must be > 0 and finite" --noise-variance -1 --dimension 3)
refused("linear_regression.dimension = 0, must be >= 1" --dimension 0)
refused("epsilon = 0, must be > 0 and finite" --epsilon 0)
refused("epsilon = nan, must be > 0 and finite" --epsilon nan)
refused("horizon = 0, must be >= 1" --horizon 0)
refused("horizon = -5, must be >= 1" --horizon -5)
refused("replicates = 1, must be >= 2" --replicates 1)
refused("beta_bernoulli.alpha = -1, must be > 0 and finite" --process beta_bernoulli --alpha -1)
refused("the policy marchenko_pastur does not apply to this process: Bernoulli, θ ~ Beta(1, 1)" --process beta_bernoulli
        --policy marchenko_pastur)

# What CLI11 refuses has CLI11's codes.
foreach(
  arguments
  "--process;magic"
  "--process;linear_regression;--alpha;2"
  "--unknown"
  "--label;age"
  "--without;age"
  "--separator;tab"
  "--seed;-1"
  "--horizon;1.5"
  "--horizon;1e16"
  "--horizon;many"
  "--replicates;2.5"
  "--dimension;"
  "--noise-variance;much"
  "--inputs;../inputs.csv;--separator;1"
  "--inputs;../inputs.csv;--dimension;3")
  run(${arguments})
  if(NOT code GREATER 100 OR said STREQUAL "")
    message(SEND_ERROR "${arguments}: exit code ${code}, \"${said}\"")
  endif()
  check_files()
endforeach()

# Good input

# Lines that end as on Windows; the file has enough rows for the target.
file(WRITE ${DIRECTORY}/inputs.csv "age,bmi,y\r\n1,2,3\r\n4,5,6\r\n2,9,1\r\n")
run(--inputs ../inputs.csv --epsilon 0.5 --format csv,json --date today)
if(NOT code STREQUAL 0 OR NOT said STREQUAL "" OR NOT printed MATCHES "^1 observation must be seen")
  message(SEND_ERROR "inputs.csv: exit code ${code}, \"${printed}\" and \"${said}\"")
endif()
check_files(how_fast_can_anyone_learn.csv how_fast_can_anyone_learn.json)
file(READ ${DIRECTORY}/results/how_fast_can_anyone_learn.json json)
foreach(expected "today" "closed_form" "nats" "completed")
  string(FIND "${json}" "\"${expected}\"" found)
  if(found EQUAL -1)
    message(SEND_ERROR "how_fast_can_anyone_learn.json does not say ${expected}")
  endif()
endforeach()
string(JSON measured GET "${json}" measured)
if(NOT measured EQUAL 3)
  message(SEND_ERROR "how_fast_can_anyone_learn.json has measured = ${measured}")
endif()
string(FIND "${printed}" "Written:\n  ${DIRECTORY}/results/how_fast_can_anyone_learn.csv\n" found)
if(found EQUAL -1)
  message(SEND_ERROR "the absolute names of what was written are not in \"${printed}\"")
endif()
file(REMOVE_RECURSE ${DIRECTORY}/results)
file(MAKE_DIRECTORY ${DIRECTORY}/results)

# Every process and policy has an answer.
foreach(process linear_regression gaussian_mean beta_bernoulli dirichlet_categorical gamma_poisson finite_process)
  foreach(policy automatic closed_form conjugate)
    run(--process ${process} --policy ${policy} --replicates 20 --horizon 20 --epsilon 0.1 --format none --quiet)
    if(NOT code STREQUAL 0 OR NOT said STREQUAL "" OR NOT printed MATCHES "^[A-Z0-9][^\n]*observation")
      message(SEND_ERROR "${process}, ${policy}: exit code ${code}, \"${printed}\" and \"${said}\"")
    endif()
  endforeach()
endforeach()
check_files()

# The program run with these arguments says all of this, once its lines are joined, and nothing on standard error.
function(says sentences)
  run(${ARGN})
  string(REGEX REPLACE "[ \n]+" " " line "${printed}")
  if(NOT code STREQUAL 0 OR NOT said STREQUAL "")
    message(SEND_ERROR "${ARGN}: exit code ${code}, \"${said}\"")
  endif()
  foreach(sentence IN LISTS sentences)
    string(FIND "${line}" "${sentence}" found)
    if(found EQUAL -1)
      message(SEND_ERROR "${ARGN}: nothing of \"${sentence}\" in \"${printed}\"")
    endif()
  endforeach()
endfunction()

# The same table, however it is written down.
set(rows "0,1,2,1\n1,4,5,3\n2,2,9,4\n3,3,1,8\n4,0,3,2\n5,7,6,5\n")
file(WRITE ${DIRECTORY}/inputs.csv ",age,bmi,y\n${rows}")
run(--inputs ../inputs.csv --without 1 --format none --horizon 1e3)
set(expected "${printed}")
if(NOT code STREQUAL 0 OR NOT printed MATCHES "d = 2, .*\n1000 ")
  message(SEND_ERROR "an unnamed column: exit code ${code}, \"${printed}\" and \"${said}\"")
endif()
string(REPLACE "," ";" semicolons "# by hand\n,age,bmi,y\n${rows}")
string(REPLACE "," "\t" tabs "\n,age,bmi,y\n${rows}")
string(REPLACE "," "|" bars ",age,bmi,y\n${rows}")
foreach(form semicolons tabs bars)
  file(WRITE ${DIRECTORY}/inputs.csv "${${form}}")
  set(separator)
  if(form STREQUAL "bars")
    set(separator --separator |)
  endif()
  run(../inputs.csv --without 1 --format none ${separator} --horizon 1000)
  if(NOT printed STREQUAL expected OR NOT said STREQUAL "")
    message(SEND_ERROR "${form}: \"${printed}\" and \"${said}\" where \"${expected}\" was to be said")
  endif()
endforeach()

# More columns than rows.
file(WRITE ${DIRECTORY}/inputs.csv "a,b,c,d,e,y\n1,2,1,5,4,3\n4,5,3,1,2,0\n2,9,4,2,2,7\n")
says("Linear regression on inputs.csv, d = 5, σ² = 0.5;set to a half, as with so few rows least squares fits every label"
     ../inputs.csv --format none)

# Fifty rows of five hundred columns take no more than a moment.
set(text)
foreach(row RANGE 50)
  set(line)
  foreach(column RANGE 500)
    if(row EQUAL 0)
      string(APPEND line "x${column},")
    else()
      math(EXPR cell "(${row} * ${column} * ${column} + ${row} * ${row} * ${column}) % 10007")
      string(APPEND line "${cell},")
    endif()
  endforeach()
  math(EXPR label "(${row} * ${row}) % 7")
  string(APPEND text "${line}${label}\n")
endforeach()
string(REPLACE ",0\n1" ",y\n1" text "${text}")
file(WRITE ${DIRECTORY}/wide.csv "${text}")
execute_process(COMMAND ${PROGRAM} ../wide.csv --without 1 --format none WORKING_DIRECTORY ${DIRECTORY}/results TIMEOUT 20
                OUTPUT_VARIABLE printed ERROR_VARIABLE said RESULT_VARIABLE code)
if(NOT code STREQUAL 0 OR NOT printed MATCHES "^[0-9]+ observations must be seen.*exact.*d = 500, ")
  message(SEND_ERROR "a wide table: exit code ${code}, \"${printed}\" and \"${said}\"")
endif()

# A horizon below the rows keeps what the answer rests on.
says("if those after the 442 measured repeat them in their order" --horizon 20 --format none)

if(EXISTS /dev/full)
  file(CREATE_LINK /dev/full ${DIRECTORY}/full.csv SYMBOLIC)
  run(--dimension 2 --output ../full --format csv)
  if(NOT code STREQUAL 1 OR NOT said STREQUAL
                            "how_fast_can_anyone_learn: cannot write ${DIRECTORY}/full.csv: it is not a regular file\n")
    message(SEND_ERROR "a device: exit code ${code}, \"${said}\"")
  endif()
endif()
check_files()

# The default: the patients do not suffice. Where gnuplot is not on the PATH, data and script are written all the same.
set(ENV{PATH} ${DIRECTORY})
says("2387 patients must be seen;0.03636 nats;σ² = 0.4934, what least squares leaves;gnuplot is not installed" --output
     patients)
check_files(patients.csv patients.dat patients.gp patients.json)

# Pictures for other programs.
file(REMOVE_RECURSE ${DIRECTORY}/results)
file(MAKE_DIRECTORY ${DIRECTORY}/results)
run(--dimension 2 --output web --format vega-lite,matplotlib --quiet)
check_files(web.py web.vl.json)
file(READ ${DIRECTORY}/results/web.vl.json json)
string(JSON schema GET "${json}" $schema)
string(JSON title GET "${json}" title text)
if(NOT schema STREQUAL "https://vega.github.io/schema/vega-lite/v5.json" OR NOT title MATCHES "must be seen")
  message(SEND_ERROR "web.vl.json has the schema ${schema} and the title ${title}")
endif()
