/**
 * English words for passwords that are made: short, common, and hard to misspell.
 *
 * @module
 */

/** 3 to 6 letters each. */
export const ENGLISH_WORDS: readonly string[] = `
  acorn actor alarm album amber angle ankle apple april apron arena arrow atlas attic autumn avenue award axis baby
  bacon badge bagel baker ball bamboo banana band bank barn basil basket bath beach bead beak bean bear bed bee bell
  belt bench berry bike bird blue boat bone book boot bottle bowl box brain branch brass bread brick bridge broom
  brown brush bubble bucket bulb bus butter button cabin cable cactus cake camel camera camp canal candle candy canoe
  canvas cap card carpet carrot cart castle cat cave cedar cello chain chair chalk cheese cherry chess chest chick
  chin circle circus city clay cliff clock cloud clover coach coal coast coat cocoa coffee coin comb comet cook copper
  coral corn cotton couch cow crab crane crayon cream creek crown cube cup daisy dance dawn deck deer desert desk
  diary dinner dish dock dog doll donkey door dove dragon dress drum duck dune dust eagle ear earth east easy echo egg
  eight elbow elm ember energy engine fairy falcon family fan farm fast feast fence fern ferry field fig film finger
  fire fish five flag flame flash flood floor flour flower flute foam fog folder forest fork fort four fox frame
  friday frog front fruit garden garlic gate gem giant ginger glass globe glove glue goat gold good goose grain grape
  grass gravel green grey guitar hall hammer hand happy harbor harp hat hawk hazel heart hen hero hill hobby holly
  home honey hood hook horn horse hotel house ice idea inch ink iron island ivory ivy jacket jam jar jazz jeans jelly
  jewel joke juice july jump june jungle kettle key king kite kitten knee knot koala ladder lake lamb lamp land laptop
  large laugh lava lawn leaf lemon letter level light lily lime line lion lip list lizard lock log lotus lucky lunch
  magic magnet mango map maple marble march market mask meadow medal melon metal middle milk mill mint mirror monday
  money monkey moon moss motor mouse mouth movie mud mule museum music nail napkin neck needle nest net nickel night
  nine noon north nose note nurse nut oak oasis oat ocean office olive onion opal opera orange orbit orchid otter oven
  owl oyster page paint palace palm panda panel paper park parrot party pasta path peach peak pear pearl pebble pen
  pencil pepper piano picnic pie pigeon pillow pilot pine pink pipe pizza planet plant plate plum pocket poem pond
  pony pool poppy potato prince prize puppy purple puzzle queen quick quiet quilt rabbit radio rail rain raven red
  reef ribbon rice ring river road robin robot rock rocket roof room rope rose round ruby rug ruler sail salad salt
  sand scarf school sea seal seed seven shade sheep shelf shell ship shirt shoe shore silk silver simple singer sister
  six ski sky sled sleeve slow small smile snail snow soap sock sofa soup south spark spice spider spoon sport spring
  square squid stage stair stamp star steam steel stone story straw street string summer sun sunday swan sweet swim
  table tail tea team ten tent tiger tile toast today tomato tooth torch tower town toy track trail train tray tree
  truck trunk tulip tunnel turtle twig two uncle valley vase velvet violet violin voice wagon wall walnut warm watch
  water wave wax west whale wheat wheel white wind window wing winter wolf wood wool yard year yellow zebra zero
`.trim().split(/\s+/);
