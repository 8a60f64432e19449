import{a9 as g,b as u,_ as p}from"./index-B--yfoID.js";const b=`😀|0|grinning grinning_face|cheerful happy laugh nice smile smiling teeth
😃|0|grinning_face_with_big_eyes smiley|awesome happy mouth open smiling teeth yay
😄|0|grinning_face_with_closed_eyes smile|happy laugh lol mouth open smiling
😁|0|beaming_face grin|eye happy nice smile smiling teeth
😆|0|laughing lol satisfied squinting_face|closed eyes grinning haha happy mouth open rofl smile smiling
😅|0|grinning_face_with_sweat sweat_smile|cold dejected excited mouth nervous open smiling stress
🤣|0|rofl|crying face floor funny haha happy hehe hilarious joy laugh lmao lol rolling tear
😂|0|joy lmao tears_of_joy|crying face feels funny haha happy hehe hilarious laugh lol rofl
🙂|0|slightly_smiling_face|happy smile
🙃|0|upside_down_face|hehe smile
🫠|0|melt melting_face|disappear dissolve embarrassed haha heat hot liquid lol sarcasm
😉|0|wink winking_face|flirt heartbreaker sexy slide tease
😊|0|blush smiling_face_with_closed_eyes|glad satisfied smile
😇|0|halo innocent|angel blessed face fairy fantasy happy peaceful smile smiling spirit tale
🥰|0|smiling_face_with_3_hearts|adore crush ily love romance smile you
😍|0|heart_eyes smiling_face_with_heart_eyes|143 bae feels ily kisses love romance smile xoxo
🤩|0|star_struck|excited eyes face grinning smile wow
😘|0|blowing_a_kiss kissing_heart|adorbs bae face flirt ily love miss muah romantic smooch xoxo you
😗|0|kissing kissing_face|143 date dating flirt ily love smooch xoxo you
☺️|0|relaxed smiling_face|happy outlined smile
😚|0|kissing_closed_eyes kissing_face_with_closed_eyes|143 bae blush date dating flirt ily kisses smooches xoxo
😙|0|kissing_face_with_smiling_eyes kissing_smiling_eyes|143 closed date dating flirt ily kisses love night smile
🥲|0|smiling_face_with_tear|glad grateful happy joy pain proud relieved smile touched
😋|0|savoring_food yum|delicious eat face full hungry smile smiling tasty yummy
😛|0|face_with_tongue stuck_out_tongue|awesome cool nice party sweet
😜|0|stuck_out_tongue_winking_eye|crazy epic face funny joke loopy nutty party wacky weirdo yolo
🤪|0|zany zany_face|crazy eye goofy large small
😝|0|stuck_out_tongue_closed_eyes|face gross horrible omg squinting taste whatever yolo
🤑|0|money_mouth_face|paid
🤗|0|hug hugging hugging_face|hands open smiling
🤭|0|face_with_hand_over_mouth hand_over_mouth|giggle oops realization secret shock sudden surprise whoops
🫢|0|face_with_open_eyes_hand_over_mouth gasp|amazement awe disbelief embarrass omg quiet scared shock surprise
🫣|0|face_with_peeking_eye peek|captivated embarrass hide hiding peep scared shy stare
🤫|0|shush shushing_face|quiet shh
🤔|0|thinking thinking_face wtf|chin consider hmm ponder wondering
🫡|0|salute saluting_face|good luck ma’am ok respect sir troops yes
🤐|0|zipper_mouth zipper_mouth_face|keep quiet secret shut
🤨|0|face_with_raised_eyebrow raised_eyebrow|disapproval disbelief distrust emoji hmm mild skeptic surprise what
😐️|0|neutral neutral_face|awkward blank deadpan expressionless fine jealous meh oh shade straight unamused unhappy unimpressed whatever
😑|0|expressionless expressionless_face|awkward dead fine inexpressive jealous meh not oh omg straight uh unhappy unimpressed whatever
😶|0|no_mouth|awkward blank expressionless face mute quiet secret silence speechless
🫥|0|dotted_line_face|depressed disappear hidden hide introvert invisible meh whatever wtv
😶‍🌫️|0|in_clouds|absentminded face fog head
😏|0|smirk smirking smirking_face|boss dapper flirt homie kidding leer shade slick sly smug snicker suave suspicious swag
😒|0|unamused unamused_face|... bored fine jealous jel pissed smh ugh uhh unhappy weird whatever
🙄|0|rolling_eyes|eyeroll face shade ugh whatever
😬|0|grimacing grimacing_face|awk dentist grinning smile smiling
😮‍💨|0|exhale exhaling|blow exhausted face gasp groan relief sigh smiley smoke whisper whistle
🤥|0|lying lying_face|liar lie pinocchio
🫨|0|shaking shaking_face|crazy daze earthquake omg panic shock surprise vibrate whoa wow
🙂‍↔️|0|head_shaking_horizontally|no shake
🙂‍↕️|0|head_shaking_vertically|nod yes
😌|0|relieved relieved_face|calm peace zen
😔|0|pensive pensive_face|awful bored dejected died disappointed losing lost sad sucks
😪|0|sleepy sleepy_face|crying good night sad tired
🤤|0|drooling drooling_face|
😴|0|sleeping sleeping_face|bed good nap night tired whatever yawn zzz
🫩|0|face_with_eye_bags|bored exhausted eyes fatigued late sleepy tired weary
😷|0|mask medical_mask|cold dentist dermatologist doctor dr face germs sick
🤒|0|face_with_thermometer|ill sick
🤕|0|face_with_head_bandage|hurt injury ouch
🤢|0|nauseated nauseated_face|gross nasty sick vomit
🤮|0|face_vomiting vomiting|barf ew gross puke sick spew throw up
🤧|0|sneezing sneezing_face|fever flu gesundheit sick
🥵|0|hot hot_face|dying feverish heat panting red-faced stroke sweating tongue
🥶|0|cold cold_face|blue freezing frostbite icicles subzero teeth
🥴|0|woozy woozy_face|dizzy drunk eyes intoxicated mouth tipsy uneven wavy
😵|0|dizzy_face knocked_out|crossed-out dead eyes feels sick tired
😵‍💫|0|dizzy_eyes|confused face hypnotized omg smiley spiral trouble whoa woah woozy
🤯|0|exploding_head|blown mind no shocked way
🤠|0|cowboy cowboy_face|cowgirl hat
🥳|0|hooray partying partying_face|bday birthday celebrate excited happy hat horn
🥸|0|disguised disguised_face|eyebrow glasses incognito moustache mustache nose person spy tache tash
😎|0|smiling_face_with_sunglasses sunglasses_cool too_cool|awesome beach bright bro chilling rad relaxed shades slay smile style swag win
🤓|0|nerd nerd_face|brainy clever expert geek gifted glasses intelligent smart
🧐|0|face_with_monocle|classy fancy rich stuffy wealthy
😕|0|confused confused_face|befuddled dunno frown hm meh not sad sorry sure
🫤|0|face_with_diagonal_mouth|confused disappointed doubt frustrated meh skeptical unsure whatever wtv
😟|0|worried worried_face|anxious butterflies nerves nervous sad stress surprised worry
🙁|0|slightly_frowning_face|sad
☹️|0|white_frowning_face|sad
😮|0|face_with_open_mouth open_mouth|believe forgot omg shocked surprised sympathy unbelievable unreal whoa wow you
😯|0|hushed hushed_face|epic omg stunned surprised whoa woah
😲|0|astonished astonished_face|cost no omg shocked totally way
😳|0|flushed flushed_face|amazed awkward crazy dazed dead disbelief embarrassed geez heat hot impressed jeez what wow
🥺|0|pleading pleading_face|begging big eyes mercy not please pretty puppy sad why
🥹|0|face_holding_back_tears watery_eyes|admiration aww cry embarrassed feelings grateful gratitude joy please proud resist sad
😦|0|frowning frowning_face|caught guard mouth open scared scary surprise what wow
😧|0|anguished anguished_face|forgot scared scary stressed surprise unhappy what wow
😨|0|fearful fearful_face|afraid anxious blame scared worried
😰|0|anxious anxious_face cold_sweat|blue eek mouth nervous open rushed scared yikes
😥|0|disappointed_relieved sad_relieved_face|anxious call close complicated not sweat time whew
😢|0|cry crying_face|awful feels miss sad tear triste unhappy
😭|0|loudly_crying_face sob|bawling sad tear unhappy
😱|0|scream screaming_in_fear|epic face munch scared shocked surprised woah
😖|0|confounded confounded_face|annoyed confused cringe distraught feels frustrated mad sad
😣|0|persevere persevering_face|concentrate focus headache
😞|0|disappointed disappointed_face|awful blame dejected fail losing sad unhappy
😓|0|downcast_face sweat|close cold feels headache nervous sad scared yikes
😩|0|weary weary_face|crying fail feels hungry mad nooo sad sleepy tired unhappy
😫|0|tired tired_face|cost feels nap sad sneeze
🥱|0|yawn yawning yawning_face|bedtime bored goodnight nap night sleep tired whatever zzz
😤|0|nose_steam triumph|anger angry face feels fume fuming furious fury mad unhappy won
😡|0|pout pouting_face rage|anger angry enraged feels mad red shade unhappy upset
😠|0|angry angry_face|anger blame feels frustrated mad rage shade unhappy upset
🤬|0|censored face_with_symbols_on_mouth|cursing cussing mad pissed swearing
😈|0|smiling_imp|demon devil evil face fairy fantasy horns purple shade smile tale
👿|0|angry_imp imp|demon devil evil face fairy fantasy horns mischievous purple shade tale
💀|0|skull|body dead death face fairy i’m lmao monster tale yolo
☠️|0|skull_and_crossbones|dead death face monster
💩|0|poop shit|bs comic doo dung face fml monster pile smelly smh stink turd
🤡|0|clown clown_face|
👹|0|japanese_ogre ogre|creature devil face fairy fantasy mask monster scary tale
👺|0|goblin japanese_goblin|angry creature face fairy fantasy mask mean monster tale
👻|0|ghost|boo creature excited face fairy fantasy halloween haunting monster scary silly tale
👽️|0|alien|creature extraterrestrial face fairy fantasy monster space tale ufo
👾|0|alien_monster space_invader|creature extraterrestrial face fairy fantasy game pixelated tale ufo
🤖|0|robot robot_face|monster
😺|0|grinning_cat smiley_cat|animal face mouth open smiling
😸|0|grinning_cat_with_closed_eyes smile_cat|animal face smiling
😹|0|joy_cat tears_of_joy_cat|animal face laugh lol
😻|0|heart_eyes_cat smiling_cat_with_heart_eyes|animal face love smile
😼|0|smirk_cat wry_smile_cat|animal face ironic
😽|0|kissing_cat|animal closed eye face
🙀|0|scream_cat weary_cat|animal face oh surprised
😿|0|crying_cat|animal face sad tear
😾|0|pouting_cat|animal face
🙈|0|see_no_evil|embarrassed face forbidden forgot gesture hide monkey omg prohibited scared secret smh watch
🙉|0|hear_no_evil|animal ears face forbidden gesture listen monkey not prohibited secret shh tmi
🙊|0|speak_no_evil|animal face forbidden gesture monkey not oops prohibited quiet secret stealth
💌|0|love_letter|heart mail romance valentine
💘|0|cupid heart_with_arrow|143 adorbs date emotion ily love romance valentine
💝|0|gift_heart heart_with_ribbon|143 anniversary emotion ily kisses valentine xoxo
💖|0|sparkling_heart|143 emotion excited good ily kisses morning night xoxo
💗|0|growing_heart heartpulse|143 emotion excited ily kisses muah nervous xoxo
💓|0|beating_heart heartbeat|143 cardio emotion ily love pulsating pulse
💞|0|revolving_hearts|143 adorbs anniversary emotion
💕|0|two_hearts|143 anniversary date dating emotion ily kisses love loving xoxo
💟|0|heart_decoration|143 emotion purple white
❣️|0|heart_exclamation|heavy mark punctuation
💔|0|broken_heart|break crushed emotion lonely sad
❤️‍🔥|0|heart_on_fire|burn love lust sacred
❤️‍🩹|0|mending_heart|healthier improving recovering recuperating well
❤️|0|heart red_heart|emotion love
🩷|0|pink_heart|143 adorable cute emotion ily like love special sweet
🧡|0|orange_heart|143
💛|0|yellow_heart|143 cardiac emotion ily love
💚|0|green_heart|143 emotion ily love romantic
💙|0|blue_heart|143 emotion ily love romance
🩵|0|light_blue_heart|143 cute cyan emotion ily like love sky special teal
💜|0|purple_heart|143 bestest emotion ily love
🤎|0|brown_heart|143
🖤|0|black_heart|evil wicked
🩶|0|gray_heart grey_heart|143 emotion ily love silver slate special
🤍|0|white_heart|143
💋|0|kiss|dating emotion heart lips mark romance sexy
💯|0|100|a+ agree clearly definitely faithful fleek full hundred keep perfect point score true truth yup
💢|0|anger|angry comic mad symbol upset
💥|0|boom collision|bomb comic explode
💫|0|dizzy|comic shining shooting star
💦|0|sweat_drops|comic drip droplet splashing squirt water wet work
💨|0|dash dashing_away|cloud comic fart fast go running smoke
🕳️|0|hole|
💬|0|speech_balloon|bubble comic dialog message sms talk text typing
👁️‍🗨️|0|eye_in_speech_bubble|balloon witness
🗨️|0|left_speech_bubble|balloon dialog
🗯️|0|right_anger_bubble|angry balloon mad
💭|0|thought_balloon|bubble cartoon cloud comic daydream decisions dream idea invent realize think wonder
💤|0|zzz|comic good night sleep tired
👋|1|wave waving_hand|bye cya g2g greetings gtg hello hey hi later outtie ttfn ttyl yo
🤚|1|raised_back_of_hand|
🖐️|1|raised_hand_with_fingers_splayed|stop
✋️|1|high_five raised_hand|5 stop
🖖|1|vulcan|finger hand salute
🫱|1|rightwards_hand|hold reach shake
🫲|1|leftwards_hand|hold reach shake
🫳|1|palm_down|dismiss drop hand pick shoo up
🫴|1|palm_up|beckon catch come hand hold know lift me offer tell
🫷|1|leftwards_pushing_hand|block five halt high hold pause refuse slap stop wait
🫸|1|rightwards_pushing_hand|block five halt high hold pause refuse slap stop wait
👌|1|ok_hand|awesome bet dope fleek fosho got legit okay pinch rad sure sweet three
🤌|1|pinch pinched_fingers|gesture hand hold huh interrogation patience relax sarcastic ugh what zip
🤏|1|pinching_hand|amount bit fingers little small sort
✌️|1|v victory|hand peace
🤞|1|fingers_crossed|hand luck
🫰|1|hand_with_index_finger_and_thumb_crossed|<3 expensive heart love money snap
🤟|1|love_you_gesture|fingers hand ily three
🤘|1|metal sign_of_the_horns|finger hand rock-on
🤙|1|call_me_hand|hang loose shaka
👈️|1|point_left|backhand finger hand index
👉️|1|point_right|backhand finger hand index
👆️|1|point_up|backhand finger hand index
🖕|1|middle_finger|hand
👇️|1|point_down|backhand finger hand index
☝️|1|point_up_2|finger hand index this
🫵|1|point_forward|at finger hand index poke viewer you
👍️|1|+1 thumbsup yes|good hand like
👎️|1|-1 no thumbsdown|bad dislike good hand nope
✊️|1|fist|clenched hand punch raised solidarity
👊|1|punch|absolutely agree boom bro bruh bump clenched correct fist hand knuckle oncoming pound rock ttyl
🤛|1|left_facing_fist|
🤜|1|right_facing_fist|
👏|1|clap clapping_hands|applause approval awesome congrats excited good great homie job nice prayed well yay
🙌|1|raised_hands|celebration gesture hooray praise raising
🫶|1|heart_hands|<3 love you
👐|1|open_hands|hug jazz swerve
🤲|1|palms_up_together|cupped dua hands pray wish
🤝|1|handshake|agreement deal meeting
🙏|1|folded_hands pray|appreciate ask beg blessed bow cmon five gesture high please thanks thx
✍️|1|writing_hand|write
💅|1|nail_care nail_polish|bored cosmetics done makeup manicure whatever
🤳|1|selfie|camera phone
💪|1|muscle right_bicep|arm beast bench bodybuilder bro curls flex gains gym jacked press ripped strong weightlift
🦾|1|mechanical_arm|accessibility prosthetic
🦿|1|mechanical_leg|accessibility prosthetic
🦵|1|leg|bent foot kick knee limb
🦶|1|foot|ankle feet kick stomp
👂️|1|ear|body ears hear listen sound
🦻|1|ear_with_hearing_aid hearing_aid|accessibility hard
👃|1|nose|body odor smell
🧠|1|brain|intelligent smart
🫀|1|anatomical_heart|beat cardiology organ pulse real red
🫁|1|lungs|breath exhalation inhalation organ respiration
🦷|1|tooth|dentist pearly teeth white
🦴|1|bone|dog skeleton wishbone
👀|1|eyes|body face googly look omg peep see
👁️|1|eye|1 body one
👅|1|tongue|body lick slurp
👄|1|lips mouth|beauty body kiss
🫦|1|biting_lip|anxious bite fear flirt kiss lipstick nervous sexy uncomfortable worried worry
👶|1|baby|babies children goo infant newborn pregnant young
🧒|1|child|bright-eyed grandchild kid young
👦|1|boy|bright-eyed child grandson kid son young
👧|1|girl|bright-eyed child daughter granddaughter kid virgo young zodiac
🧑|1|adult|
👱|1|blond_haired|human person
👨|1|man|adult bro
🧔|1|person_bearded|whiskers
🧔‍♂️|1|man_bearded|whiskers
🧔‍♀️|1|woman_bearded|whiskers
👨‍🦰|1|man_red_haired|adult bro red hair
👨‍🦱|1|man_curly_haired|adult bro
👨‍🦳|1|man_white_haired|adult bro
👨‍🦲|1|man_bald|adult bro
👩|1|woman|adult lady
👩‍🦰|1|woman_red_haired|adult lady red hair
🧑‍🦰|1|red_haired|adult person red hair
👩‍🦱|1|woman_curly_haired|adult lady
🧑‍🦱|1|curly_haired|adult person
👩‍🦳|1|woman_white_haired|adult lady
🧑‍🦳|1|white_haired|adult person
👩‍🦲|1|woman_bald|adult lady
🧑‍🦲|1|bald|adult person
👱‍♀️|1|woman_blond_haired|
👱‍♂️|1|man_blond_haired|
🧓|1|older_adult|elderly grandparent person wise
👴|1|older_man|adult bald elderly gramps grandfather wise
👵|1|older_woman|adult elderly grandma granny lady wise
🙍|1|person_frowning|annoyed disappointed disgruntled disturbed frustrated gesture irritated upset
🙍‍♂️|1|man_frowning|annoyed disappointed disgruntled disturbed frustrated gesture irritated upset
🙍‍♀️|1|woman_frowning|annoyed disappointed disgruntled disturbed frustrated gesture irritated upset
🙎|1|person_pouting pouting|disappointed downtrodden frown grimace scowl sulk upset whine
🙎‍♂️|1|man_pouting|disappointed downtrodden frown grimace scowl sulk upset whine
🙎‍♀️|1|woman_pouting|disappointed downtrodden frown grimace scowl sulk upset whine
🙅|1|no_good person_gesturing_no|forbidden hand not prohibit
🙅‍♂️|1|man_gesturing_no|forbidden hand not prohibit
🙅‍♀️|1|woman_gesturing_no|forbidden hand not prohibit
🙆|1|all_good person_gesturing_ok|exercise hand omg
🙆‍♂️|1|man_gesturing_ok|exercise hand omg
🙆‍♀️|1|woman_gesturing_ok|exercise hand omg
💁|1|person_tipping_hand|fetch flick flip gossip sarcasm sassy seriously whatever
💁‍♂️|1|man_tipping_hand|fetch flick flip gossip sarcasm sassy seriously whatever
💁‍♀️|1|woman_tipping_hand|fetch flick flip gossip sarcasm sassy seriously whatever
🙋|1|person_raising_hand|gesture here know me pick question raise
🙋‍♂️|1|man_raising_hand|gesture here know me pick question raise
🙋‍♀️|1|woman_raising_hand|gesture here know me pick question raise
🧏|1|deaf_person|accessibility ear gesture hear
🧏‍♂️|1|deaf_man|accessibility ear gesture hear
🧏‍♀️|1|deaf_woman|accessibility ear gesture hear
🙇|1|bow person_bowing|apology ask beg favor forgive gesture meditate pity regret sorry
🙇‍♂️|1|man_bowing|apology ask beg favor forgive gesture meditate pity regret sorry
🙇‍♀️|1|woman_bowing|apology ask beg favor forgive gesture meditate pity regret sorry
🤦|1|facepalm person_facepalming|again bewilder disbelief exasperation no oh omg shock smh
🤦‍♂️|1|man_facepalming|again bewilder disbelief exasperation no oh omg shock smh
🤦‍♀️|1|woman_facepalming|again bewilder disbelief exasperation no oh omg shock smh
🤷|1|person_shrugging shrug|doubt dunno guess idk ignorance indifference knows maybe whatever who
🤷‍♂️|1|man_shrugging|doubt dunno guess idk ignorance indifference knows maybe whatever who
🤷‍♀️|1|woman_shrugging|doubt dunno guess idk ignorance indifference knows maybe whatever who
🧑‍⚕️|1|health_worker|doctor nurse therapist
👨‍⚕️|1|man_health_worker|doctor nurse therapist
👩‍⚕️|1|woman_health_worker|doctor nurse therapist
🧑‍🎓|1|student|graduate
👨‍🎓|1|man_student|graduate
👩‍🎓|1|woman_student|graduate
🧑‍🏫|1|teacher|instructor lecturer professor
👨‍🏫|1|man_teacher|instructor lecturer professor
👩‍🏫|1|woman_teacher|instructor lecturer professor
🧑‍⚖️|1|judge|justice law scales
👨‍⚖️|1|man_judge|justice law scales
👩‍⚖️|1|woman_judge|justice law scales
🧑‍🌾|1|farmer|gardener rancher
👨‍🌾|1|man_farmer|gardener rancher
👩‍🌾|1|woman_farmer|gardener rancher
🧑‍🍳|1|cook|chef
👨‍🍳|1|man_cook|chef
👩‍🍳|1|woman_cook|chef
🧑‍🔧|1|mechanic|electrician plumber tradesperson
👨‍🔧|1|man_mechanic|electrician plumber tradesperson
👩‍🔧|1|woman_mechanic|electrician plumber tradesperson
🧑‍🏭|1|factory_worker|assembly industrial
👨‍🏭|1|man_factory_worker|assembly industrial
👩‍🏭|1|woman_factory_worker|assembly industrial
🧑‍💼|1|office_worker|architect business manager white-collar
👨‍💼|1|man_office_worker|architect business manager white-collar
👩‍💼|1|woman_office_worker|architect business manager white-collar
🧑‍🔬|1|scientist|biologist chemist engineer mathematician physicist
👨‍🔬|1|man_scientist|biologist chemist engineer mathematician physicist
👩‍🔬|1|woman_scientist|biologist chemist engineer mathematician physicist
🧑‍💻|1|technologist|coder computer developer inventor software
👨‍💻|1|man_technologist|coder computer developer inventor software
👩‍💻|1|woman_technologist|coder computer developer inventor software
🧑‍🎤|1|singer|actor entertainer rock star
👨‍🎤|1|man_singer|actor entertainer rock star
👩‍🎤|1|woman_singer|actor entertainer rock star
🧑‍🎨|1|artist|palette
👨‍🎨|1|man_artist|palette
👩‍🎨|1|woman_artist|palette
🧑‍✈️|1|pilot|plane
👨‍✈️|1|man_pilot|plane
👩‍✈️|1|woman_pilot|plane
🧑‍🚀|1|astronaut|rocket space
👨‍🚀|1|man_astronaut|rocket space
👩‍🚀|1|woman_astronaut|rocket space
🧑‍🚒|1|firefighter|firetruck
👨‍🚒|1|man_firefighter|firetruck
👩‍🚒|1|woman_firefighter|firetruck
👮|1|cop police_officer|apprehend arrest citation law over pulled undercover
👮‍♂️|1|man_police_officer|apprehend arrest citation cop law over pulled undercover
👮‍♀️|1|woman_police_officer|apprehend arrest citation cop law over pulled undercover
🕵️|1|detective|sleuth spy
🕵️‍♂️|1|man_detective|sleuth spy
🕵️‍♀️|1|woman_detective|sleuth spy
💂|1|guard|buckingham helmet london palace
💂‍♂️|1|man_guard|buckingham helmet london palace
💂‍♀️|1|woman_guard|buckingham helmet london palace
🥷|1|ninja|assassin fight hidden person secret skills sly soldier stealth war
👷|1|construction_worker|build fix hardhat hat man person rebuild remodel repair
👷‍♂️|1|man_construction_worker|build fix hardhat hat rebuild remodel repair
👷‍♀️|1|woman_construction_worker|build fix hardhat hat rebuild remodel repair
🫅|1|person_with_crown royalty|monarch noble regal
🤴|1|prince|crown fairy fantasy king royal tale
👸|1|princess|crown fairy fantasy queen royal tale
👳|1|person_wearing_turban|
👳‍♂️|1|man_wearing_turban|
👳‍♀️|1|woman_wearing_turban|
👲|1|person_with_skullcap|chinese gua hat mao pi
🧕|1|woman_with_headscarf|bandana hijab kerchief mantilla tichel
🤵|1|person_in_tuxedo|formal wedding
🤵‍♂️|1|man_in_tuxedo|formal groom wedding
🤵‍♀️|1|woman_in_tuxedo|formal wedding
👰|1|person_with_veil|wedding
👰‍♂️|1|man_with_veil|wedding
👰‍♀️|1|woman_with_veil|bride wedding
🤰|1|pregnant_woman|
🫃|1|pregnant_man|belly bloated full overeat
🫄|1|pregnant_person|belly bloated full overeat stuffed
🤱|1|breast_feeding|baby mom mother nursing woman
👩‍🍼|1|woman_feeding_baby|mom mother nanny newborn nursing
👨‍🍼|1|man_feeding_baby|dad father nanny newborn nursing
🧑‍🍼|1|person_feeding_baby|nanny newborn nursing parent
👼|1|angel|baby church face fairy fantasy tale
🎅|1|santa|celebration christmas claus fairy fantasy father holiday merry tale xmas
🤶|1|mrs_claus|celebration christmas fairy fantasy holiday merry mother santa tale xmas
🧑‍🎄|1|mx_claus|celebration christmas fairy fantasy holiday merry santa tale xmas
🦸|1|superhero|good
🦸‍♂️|1|man_superhero|good
🦸‍♀️|1|woman_superhero|good heroine
🦹|1|supervillain|bad criminal evil
🦹‍♂️|1|man_supervillain|bad criminal evil
🦹‍♀️|1|woman_supervillain|bad criminal evil
🧙|1|mage|fantasy magic play sorcerer spell summon witch wizard
🧙‍♂️|1|man_mage|fantasy magic play sorcerer spell summon witch wizard
🧙‍♀️|1|woman_mage|fantasy magic play sorcerer spell summon witch wizard
🧚|1|fairy|fantasy myth person pixie tale wings
🧚‍♂️|1|man_fairy|fantasy myth oberon person pixie puck tale wings
🧚‍♀️|1|woman_fairy|fantasy myth person pixie tale titania wings
🧛|1|vampire|blood dracula fangs halloween scary supernatural teeth undead
🧛‍♂️|1|man_vampire|blood fangs halloween scary supernatural teeth undead
🧛‍♀️|1|woman_vampire|blood fangs halloween scary supernatural teeth undead
🧜|1|merperson|creature fairytale folklore ocean sea siren trident
🧜‍♂️|1|merman|creature fairytale folklore neptune ocean poseidon sea siren trident triton
🧜‍♀️|1|mermaid|creature fairytale folklore merwoman ocean sea siren trident
🧝|1|elf|elves enchantment fantasy folklore magic myth
🧝‍♂️|1|man_elf|elves enchantment fantasy folklore magic myth
🧝‍♀️|1|woman_elf|elves enchantment fantasy folklore magic myth
🧞|1|genie|djinn fantasy jinn lamp myth rub wishes
🧞‍♂️|1|man_genie|djinn fantasy jinn lamp myth rub wishes
🧞‍♀️|1|woman_genie|djinn fantasy jinn lamp myth rub wishes
🧟|1|zombie|apocalypse dead halloween horror scary undead walking
🧟‍♂️|1|man_zombie|apocalypse dead halloween horror scary undead walking
🧟‍♀️|1|woman_zombie|apocalypse dead halloween horror scary undead walking
🧌|1|troll|fairy fantasy monster tale
💆|1|massage person_getting_massage|face headache relax salon soothe spa tension therapy treatment
💆‍♂️|1|man_getting_massage|face headache relax salon soothe spa tension therapy treatment
💆‍♀️|1|woman_getting_massage|face headache relax salon soothe spa tension therapy treatment
💇|1|haircut person_getting_haircut|barber beauty chop cosmetology groom parlor shears style
💇‍♂️|1|man_getting_haircut|barber beauty chop cosmetology groom parlor person shears style
💇‍♀️|1|woman_getting_haircut|barber beauty chop cosmetology groom parlor person shears style
🚶|1|person_walking walking|amble gait hike man pace pedestrian stride stroll
🚶‍♂️|1|man_walking|amble gait hike pace pedestrian stride stroll
🚶‍♀️|1|woman_walking|amble gait hike pace pedestrian stride stroll
🚶‍➡️|1|person_walking_right|amble gait hike man pace pedestrian stride stroll
🚶‍♀️‍➡️|1|woman_walking_right|amble gait hike pace pedestrian stride stroll
🚶‍♂️‍➡️|1|man_walking_right|amble gait hike pace pedestrian stride stroll
🧍|1|person_standing standing|
🧍‍♂️|1|man_standing|
🧍‍♀️|1|woman_standing|
🧎|1|kneeling person_kneeling|knees
🧎‍♂️|1|man_kneeling|knees
🧎‍♀️|1|woman_kneeling|knees
🧎‍➡️|1|person_kneeling_right|knees
🧎‍♀️‍➡️|1|woman_kneeling_right|knees
🧎‍♂️‍➡️|1|man_kneeling_right|knees
🧑‍🦯|1|person_with_probing_cane person_with_white_cane|accessibility blind
🧑‍🦯‍➡️|1|person_with_white_cane_right|accessibility blind probing
👨‍🦯|1|man_with_probing_cane man_with_white_cane|accessibility blind
👨‍🦯‍➡️|1|man_with_white_cane_right|accessibility blind probing
👩‍🦯|1|woman_with_probing_cane woman_with_white_cane|accessibility blind
👩‍🦯‍➡️|1|woman_with_white_cane_right|accessibility blind probing
🧑‍🦼|1|person_in_motorized_wheelchair|accessibility
🧑‍🦼‍➡️|1|person_in_motorized_wheelchair_right|accessibility
👨‍🦼|1|man_in_motorized_wheelchair|accessibility
👨‍🦼‍➡️|1|man_in_motorized_wheelchair_right|accessibility
👩‍🦼|1|woman_in_motorized_wheelchair|accessibility
👩‍🦼‍➡️|1|woman_in_motorized_wheelchair_right|accessibility
🧑‍🦽|1|person_in_manual_wheelchair|accessibility
🧑‍🦽‍➡️|1|person_in_manual_wheelchair_right|accessibility
👨‍🦽|1|man_in_manual_wheelchair|accessibility
👨‍🦽‍➡️|1|man_in_manual_wheelchair_right|accessibility
👩‍🦽|1|woman_in_manual_wheelchair|accessibility
👩‍🦽‍➡️|1|woman_in_manual_wheelchair_right|accessibility
🏃|1|person_running running|fast hurry marathon move quick race racing rush speed
🏃‍♂️|1|man_running|fast hurry marathon move quick race racing rush speed
🏃‍♀️|1|woman_running|fast hurry marathon move quick race racing rush speed
🏃‍➡️|1|person_running_right|fast hurry marathon move quick race racing rush speed
🏃‍♀️‍➡️|1|woman_running_right|fast hurry marathon move quick race racing rush speed
🏃‍♂️‍➡️|1|man_running_right|fast hurry marathon move quick race racing rush speed
💃|1|dancer woman_dancing|elegant festive flair flamenco groove let’s salsa tango
🕺|1|man_dancing|dance elegant festive flair flamenco groove let’s salsa tango
🕴️|1|levitate levitating person_in_suit_levitating|business
👯|1|dancers people_with_bunny_ears_partying|bestie bff counterpart double identical pair soulmate twin
👯‍♂️|1|men_with_bunny_ears_partying|bestie bff counterpart dancer double identical pair people soulmate twin
👯‍♀️|1|women_with_bunny_ears_partying|bestie bff counterpart dancer double identical pair people soulmate twin
🧖|1|person_in_steamy_room|day luxurious pamper relax sauna spa unwind
🧖‍♂️|1|man_in_steamy_room|day luxurious pamper relax sauna spa unwind
🧖‍♀️|1|woman_in_steamy_room|day luxurious pamper relax sauna spa unwind
🧗|1|climbing person_climbing|mountain rock scale up
🧗‍♂️|1|man_climbing|mountain rock scale up
🧗‍♀️|1|woman_climbing|mountain rock scale up
🤺|1|fencer fencing person_fencing|sword
🏇|1|horse_racing|jockey racehorse riding sport
⛷️|1|person_skiing skier skiing|snow
🏂️|1|person_snowboarding snowboarder snowboarding|ski sport
🏌️|1|golfer golfing person_golfing|ball birdie caddy driving green pga putt range tee
🏌️‍♂️|1|man_golfing|ball birdie caddy driving green pga putt range tee
🏌️‍♀️|1|woman_golfing|ball birdie caddy driving green pga putt range tee
🏄️|1|person_surfing surfer surfing|beach ocean sport swell waves
🏄‍♂️|1|man_surfing|beach ocean sport surfer swell waves
🏄‍♀️|1|woman_surfing|beach ocean person sport surfer swell waves
🚣|1|person_rowing_boat rowboat|canoe cruise fishing lake oar paddle raft river
🚣‍♂️|1|man_rowing_boat|canoe cruise fishing lake oar paddle raft river rowboat
🚣‍♀️|1|woman_rowing_boat|canoe cruise fishing lake oar paddle raft river rowboat
🏊️|1|person_swimming swimmer swimming|freestyle sport triathlon
🏊‍♂️|1|man_swimming|freestyle sport triathlon
🏊‍♀️|1|woman_swimming|freestyle sport triathlon
⛹️|1|person_bouncing_ball|athletic basketball championship dribble net player throw
⛹️‍♂️|1|man_bouncing_ball|athletic basketball championship dribble net player throw
⛹️‍♀️|1|woman_bouncing_ball|athletic basketball championship dribble net player throw
🏋️|1|person_lifting_weights weight_lifter weight_lifting|barbell bodybuilder deadlift powerlifting workout
🏋️‍♂️|1|man_lifting_weights|barbell bodybuilder deadlift lifter powerlifting workout
🏋️‍♀️|1|woman_lifting_weights|barbell bodybuilder deadlift lifter powerlifting workout
🚴|1|bicyclist biking person_biking|bike cycle riding sport
🚴‍♂️|1|man_biking|bicycle bike cycle cyclist riding sport
🚴‍♀️|1|woman_biking|bicycle bike cycle cyclist riding sport
🚵|1|mountain_bicyclist mountain_biking person_mountain_biking|bike cycle riding sport
🚵‍♂️|1|man_mountain_biking|bicycle bike cycle cyclist riding sport
🚵‍♀️|1|woman_mountain_biking|bicycle bike cycle cyclist riding sport
🤸|1|cartwheeling person_cartwheel|active excited flip gymnastics happy somersault
🤸‍♂️|1|man_cartwheeling|active excited flip gymnastics happy somersault
🤸‍♀️|1|woman_cartwheeling|active excited flip gymnastics happy somersault
🤼|1|people_wrestling wrestlers wrestling|combat duel grapple ring tournament
🤼‍♂️|1|men_wrestling|combat duel grapple ring tournament
🤼‍♀️|1|women_wrestling|combat duel grapple ring tournament
🤽|1|person_playing_water_polo water_polo|sport swimming
🤽‍♂️|1|man_playing_water_polo|sport swimming
🤽‍♀️|1|woman_playing_water_polo|sport swimming
🤾|1|handball person_playing_handball|athletics catch chuck hurl lob pitch sport throw toss
🤾‍♂️|1|man_playing_handball|athletics catch chuck hurl lob pitch sport throw toss
🤾‍♀️|1|woman_playing_handball|athletics catch chuck hurl lob pitch sport throw toss
🤹|1|juggler juggling person_juggling|act balance handle manage multitask skill
🤹‍♂️|1|man_juggling|act balance handle manage multitask skill
🤹‍♀️|1|woman_juggling|act balance handle manage multitask skill
🧘|1|person_in_lotus_position|cross legged legs meditation peace relax serenity yoga yogi zen
🧘‍♂️|1|man_in_lotus_position|cross legged legs meditation peace relax serenity yoga yogi zen
🧘‍♀️|1|woman_in_lotus_position|cross legged legs meditation peace relax serenity yoga yogi zen
🛀|1|bath person_taking_bath|tub
🛌|1|person_in_bed sleeping_accommodation|bedtime good hotel nap night tired zzz
🧑‍🤝‍🧑|1|people_holding_hands|bae bestie bff couple dating flirt friends twins
👭|1|two_women_holding_hands|bae bestie bff couple dating flirt friends girls sisters twins
👫|1|couple|bae bestie bff dating flirt friends hand hold man twins woman
👬|1|two_men_holding_hands|bae bestie bff boys brothers couple dating flirt friends twins
💏|1|couple_kiss couplekiss|anniversary babe bae date dating heart love mwah person romance together xoxo
👩‍❤️‍💋‍👨|1|kiss_mw kiss_wm|anniversary babe bae couple date dating heart love man mwah person romance together woman xoxo
👨‍❤️‍💋‍👨|1|kiss_mm|anniversary babe bae couple date dating heart love man mwah person romance together xoxo
👩‍❤️‍💋‍👩|1|kiss_ww|anniversary babe bae couple date dating heart love mwah person romance together woman xoxo
💑|1|couple_with_heart|anniversary babe bae dating kiss love person relationship romance together you
👩‍❤️‍👨|1|couple_with_heart_mw couple_with_heart_wm|anniversary babe bae dating kiss love man person relationship romance together woman you
👨‍❤️‍👨|1|couple_with_heart_mm|anniversary babe bae dating kiss love man person relationship romance together you
👩‍❤️‍👩|1|couple_with_heart_ww|anniversary babe bae dating kiss love person relationship romance together woman you
👨‍👩‍👦|1|family_mwb|boy child man woman
👨‍👩‍👧|1|family_mwg|child girl man woman
👨‍👩‍👧‍👦|1|family_mwgb|boy child girl man woman
👨‍👩‍👦‍👦|1|family_mwbb|boy child man woman
👨‍👩‍👧‍👧|1|family_mwgg|child girl man woman
👨‍👨‍👦|1|family_mmb|boy child man
👨‍👨‍👧|1|family_mmg|child girl man
👨‍👨‍👧‍👦|1|family_mmgb|boy child girl man
👨‍👨‍👦‍👦|1|family_mmbb|boy child man
👨‍👨‍👧‍👧|1|family_mmgg|child girl man
👩‍👩‍👦|1|family_wwb|boy child woman
👩‍👩‍👧|1|family_wwg|child girl woman
👩‍👩‍👧‍👦|1|family_wwgb|boy child girl woman
👩‍👩‍👦‍👦|1|family_wwbb|boy child woman
👩‍👩‍👧‍👧|1|family_wwgg|child girl woman
👨‍👦|1|family_mb|boy child man
👨‍👦‍👦|1|family_mbb|boy child man
👨‍👧|1|family_mg|child girl man
👨‍👧‍👦|1|family_mgb|boy child girl man
👨‍👧‍👧|1|family_mgg|child girl man
👩‍👦|1|family_wb|boy child woman
👩‍👦‍👦|1|family_wbb|boy child woman
👩‍👧|1|family_wg|child girl woman
👩‍👧‍👦|1|family_wgb|boy child girl woman
👩‍👧‍👧|1|family_wgg|child girl woman
🗣️|1|speaking_head|face silhouette
👤|1|bust_in_silhouette|mysterious shadow
👥|1|busts_in_silhouette|bff everyone friend people
🫂|1|people_hugging|comfort embrace farewell friendship goodbye hello love thanks
👪️|1|family|child
🧑‍🧑‍🧒|1|family_aac|adult child
🧑‍🧑‍🧒‍🧒|1|family_aacc|adult child
🧑‍🧒|1|family_ac|adult child
🧑‍🧒‍🧒|1|family_acc|adult child
👣|1|footprints|barefoot clothing omw walk
🫆|1|fingerprint|clue crime detective forensics identity mystery safety trace
🐵|3|monkey_face|animal banana
🐒|3|monkey|animal banana
🦍|3|gorilla|animal
🦧|3|orangutan|animal ape monkey
🐶|3|dog_face|adorbs animal pet puppies puppy
🐕️|3|dog|animal dogs pet
🦮|3|guide_dog|accessibility animal blind
🐕‍🦺|3|service_dog|accessibility animal assistance
🐩|3|poodle|animal dog fluffy
🐺|3|wolf wolf_face|animal
🦊|3|fox fox_face|animal
🦝|3|raccoon|animal curious sly
🐱|3|cat_face|animal kitten kitty pet
🐈️|3|cat|animal cats kitten pet
🐈‍⬛|3|black_cat|animal feline halloween meow unlucky
🦁|3|lion lion_face|alpha animal leo mane order rawr roar safari strong zodiac
🐯|3|tiger_face|animal big cat predator
🐅|3|tiger|animal big cat predator zoo
🐆|3|leopard|animal big cat predator zoo
🐴|3|horse_face|animal dressage equine farm
🫎|3|moose|alces animal antlers elk mammal
🫏|3|donkey|animal ass burro hinny mammal mule stubborn
🐎|3|horse racehorse|animal equestrian farm racing
🦄|3|unicorn unicorn_face|
🦓|3|zebra|animal stripe
🦌|3|deer|animal
🦬|3|bison|animal buffalo herd wisent
🐮|3|cow_face|animal farm milk moo
🐂|3|ox|animal bull farm taurus zodiac
🐃|3|water_buffalo|animal zoo
🐄|3|cow|animal farm milk moo
🐷|3|pig_face|animal bacon farm pork
🐖|3|pig|animal bacon farm pork sow
🐗|3|boar|animal pig
🐽|3|pig_nose|animal face farm smell snout
🐏|3|ram|animal aries horns male sheep zodiac zoo
🐑|3|ewe sheep|animal baa farm female fluffy lamb wool
🐐|3|goat|animal capricorn farm milk zodiac
🐪|3|dromedary_camel|animal desert hump one
🐫|3|camel|animal bactrian desert hump two
🦙|3|llama|alpaca animal guanaco vicuña wool
🦒|3|giraffe|animal spots
🐘|3|elephant|animal
🦣|3|mammoth|animal extinction large tusk wooly
🦏|3|rhino rhinoceros|animal
🦛|3|hippo|animal
🐭|3|mouse_face|animal
🐁|3|mouse|animal
🐀|3|rat|animal
🐹|3|hamster hamster_face|animal pet
🐰|3|rabbit_face|animal bunny pet
🐇|3|rabbit|animal bunny pet
🐿️|3|chipmunk|animal squirrel
🦫|3|beaver|animal dam teeth
🦔|3|hedgehog|animal spiny
🦇|3|bat|animal vampire
🐻|3|bear bear_face|animal grizzly growl honey
🐻‍❄️|3|polar_bear polar_bear_face|animal arctic white
🐨|3|koala koala_face|animal australia bear down marsupial under
🐼|3|panda panda_face|animal bamboo
🦥|3|sloth|lazy slow
🦦|3|otter|animal fishing playful
🦨|3|skunk|animal stink
🦘|3|kangaroo|animal joey jump marsupial
🦡|3|badger|animal honey pester
🐾|3|paw_prints|feet paws
🦃|3|turkey|bird gobble thanksgiving
🐔|3|chicken chicken_face|animal bird ornithology
🐓|3|rooster|animal bird ornithology
🐣|3|hatching_chick|animal baby bird egg
🐤|3|baby_chick|animal bird ornithology
🐥|3|hatched_chick|animal baby bird front-facing newborn ornithology
🐦️|3|bird bird_face|animal ornithology
🐧|3|penguin penguin_face|animal antarctica bird ornithology
🕊️|3|dove|bird fly ornithology peace
🦅|3|eagle|animal bird ornithology
🦆|3|duck|animal bird ornithology
🦢|3|swan|animal bird cygnet duckling ornithology ugly
🦉|3|owl|animal bird ornithology wise
🦤|3|dodo|animal bird extinction large ornithology
🪶|3|feather|bird flight light plumage
🦩|3|flamingo|animal bird flamboyant ornithology tropical
🦚|3|peacock|animal bird colorful ornithology ostentatious peahen pretty proud
🦜|3|parrot|animal bird ornithology pirate talk
🪽|3|wing|angelic ascend aviation bird fly heavenly mythology soar
🐦‍⬛|3|black_bird|animal beak caw corvid crow ornithology raven rook
🪿|3|goose|animal bird duck flock fowl gaggle gander geese honk ornithology silly
🐦‍🔥|3|phoenix|ascend emerge fantasy firebird glory immortal rebirth reincarnation reinvent renewal revival rise transform
🐸|3|frog frog_face|animal
🐊|3|crocodile|animal zoo
🐢|3|turtle|animal terrapin tortoise
🦎|3|lizard|animal reptile
🐍|3|snake|animal bearer ophiuchus serpent zodiac
🐲|3|dragon_face|animal fairy tale
🐉|3|dragon|animal fairy knights tale
🦕|3|sauropod|brachiosaurus brontosaurus dinosaur diplodocus
🦖|3|t-rex trex|dinosaur tyrannosaurus
🐳|3|spouting_whale|animal beach face ocean
🐋|3|whale|animal beach ocean
🐬|3|dolphin|animal beach flipper ocean
🦭|3|seal|animal lion ocean
🐟️|3|fish|animal dinner pisces zodiac
🐠|3|tropical_fish|animal
🐡|3|blowfish|animal
🦈|3|shark|animal fish
🐙|3|octopus|animal creature ocean
🐚|3|shell|animal beach conch sea spiral
🪸|3|coral|change climate ocean reef sea
🪼|3|jellyfish|animal aquarium burn invertebrate life marine ocean ouch plankton sea sting tentacles
🦀|3|crab|cancer zodiac
🦞|3|lobster|animal bisque claws seafood
🦐|3|shrimp|food shellfish small
🦑|3|squid|animal food mollusk
🦪|3|oyster|diving pearl
🐌|3|snail|animal escargot garden nature slug
🦋|3|butterfly|insect pretty
🐛|3|bug|animal garden insect
🐜|3|ant|animal garden insect
🐝|3|bee|animal bumblebee honey insect nature spring
🪲|3|beetle|animal bug insect
🐞|3|lady_beetle|animal garden insect nature
🦗|3|cricket|animal bug grasshopper insect orthoptera
🪳|3|cockroach|animal insect pest
🕷️|3|spider|animal insect
🕸️|3|spider_web|
🦂|3|scorpion|zodiac
🦟|3|mosquito|bite disease fever insect malaria pest virus
🪰|3|fly|animal disease insect maggot pest rotting
🪱|3|worm|animal annelid earthworm parasite
🦠|3|microbe|amoeba bacteria science virus
💐|3|bouquet|anniversary birthday date flower love plant romance
🌸|3|cherry_blossom|flower plant spring
💮|3|white_flower|
🪷|3|lotus|beauty buddhism calm flower hinduism peace purity serenity
🏵️|3|rosette|plant
🌹|3|rose|beauty elegant flower love plant red valentine
🥀|3|wilted_flower|dying
🌺|3|hibiscus|flower plant
🌻|3|sunflower|outdoors plant
🌼|3|blossom|buttercup dandelion flower plant
🌷|3|tulip|blossom flower growth plant
🪻|3|hyacinth|bloom bluebonnet flower indigo lavender lilac lupine plant purple shrub snapdragon spring violet
🌱|3|seedling|plant sapling sprout young
🪴|3|potted_plant|decor grow house nurturing
🌲|3|evergreen_tree|christmas forest pine
🌳|3|deciduous_tree|forest green habitat shedding
🌴|3|palm_tree|beach plant tropical
🌵|3|cactus|desert drought nature plant
🌾|3|ear_of_rice sheaf_of_rice|grain plant
🌿|3|herb|leaf plant
☘️|3|shamrock|irish plant
🍀|3|four_leaf_clover|4 irish lucky plant
🍁|3|maple_leaf|falling
🍂|3|fallen_leaf|autumn falling
🍃|3|leaves|blow flutter leaf wind
🪹|3|empty_nest nest|branch home
🪺|3|nest_with_eggs|bird branch
🍄|3|mushroom|fungus toadstool
🪾|3|leafless_tree|bare barren branches dead drought trunk winter wood
🍇|4|grapes|dionysus fruit
🍈|4|melon|cantaloupe fruit
🍉|4|watermelon|fruit
🍊|4|orange tangerine|c fruit nectarine vitamin
🍋|4|lemon|citrus fruit sour
🍋‍🟩|4|lime|acidity citrus cocktail fruit garnish key margarita mojito refreshing salsa sour tangy tequila tropical zest
🍌|4|banana|fruit potassium
🍍|4|pineapple|colada fruit pina tropical
🥭|4|mango|food fruit tropical
🍎|4|apple red_apple|diet food fruit health ripe
🍏|4|green_apple|fruit
🍐|4|pear|fruit
🍑|4|peach|fruit
🍒|4|cherries|berries fruit red
🍓|4|strawberry|fruit
🫐|4|blueberries|berry bilberry food fruit
🥝|4|kiwi|food fruit
🍅|4|tomato|food fruit vegetable
🫒|4|olive|food
🥥|4|coconut|colada palm piña
🥑|4|avocado|food fruit
🍆|4|eggplant|aubergine vegetable
🥔|4|potato|food vegetable
🥕|4|carrot|food vegetable
🌽|4|corn ear_of_corn|crops farm maize maze
🌶️|4|hot_pepper|
🫑|4|bell_pepper|capsicum food vegetable
🥒|4|cucumber|food pickle vegetable
🥬|4|leafy_green|bok burgers cabbage choy kale lettuce salad
🥦|4|broccoli|cabbage wild
🧄|4|garlic|flavoring
🧅|4|onion|flavoring
🥜|4|peanuts|food vegetable
🫘|4|beans|food kidney legume small
🌰|4|chestnut|almond plant
🫚|4|ginger|beer health herb natural root spice
🫛|4|pea|beans edamame legume pod soybean vegetable veggie
🍄‍🟫|4|brown_mushroom|food fungi fungus nature pizza portobello shiitake spore sprout toppings truffle vegetable veggie
🫜|4|root_vegetable|beet food garden radish salad turnip
🍞|4|bread|carbs food grain loaf restaurant toast wheat
🥐|4|croissant|bread breakfast crescent food french roll
🥖|4|baguette_bread|food french
🫓|4|flatbread|arepa food gordita lavash naan pita
🥨|4|pretzel|convoluted twisted
🥯|4|bagel|bakery bread breakfast schmear
🥞|4|pancakes|breakfast crêpe food hotcake
🧇|4|waffle|breakfast indecisive iron
🧀|4|cheese|wedge
🍖|4|meat_on_bone|
🍗|4|poultry_leg|bone chicken drumstick hungry turkey
🥩|4|cut_of_meat|chop lambchop porkchop red steak
🥓|4|bacon|breakfast food meat
🍔|4|hamburger|eat fast food hungry
🍟|4|french_fries fries|fast food
🍕|4|pizza|cheese food hungry pepperoni slice
🌭|4|hotdog|frankfurter sausage
🥪|4|sandwich|bread
🌮|4|taco|mexican
🌯|4|burrito|mexican wrap
🫔|4|tamale|food mexican pamonha wrapped
🥙|4|stuffed_flatbread|falafel food gyro kebab
🧆|4|falafel|chickpea meatball
🥚|4|egg|breakfast food
🍳|4|cooking fried_egg|breakfast easy fry over pan restaurant side sunny up
🥘|4|shallow_pan_of_food|casserole paella
🍲|4|pot_of_food stew|soup
🫕|4|fondue|cheese chocolate food melted pot ski
🥣|4|bowl_with_spoon|breakfast cereal congee oatmeal porridge
🥗|4|green_salad salad|food
🍿|4|popcorn|movie
🧈|4|butter|dairy
🧂|4|salt|condiment flavor mad shaker taste upset
🥫|4|canned_food|
🍱|4|bento bento_box|food
🍘|4|rice_cracker|food
🍙|4|rice_ball|food japanese
🍚|4|cooked_rice rice|food
🍛|4|curry curry_rice|food
🍜|4|ramen steaming_bowl|chopsticks food noodle pho soup
🍝|4|spaghetti|food meatballs pasta restaurant
🍠|4|sweet_potato|food roasted
🍢|4|oden|food kebab restaurant seafood skewer stick
🍣|4|sushi|food
🍤|4|fried_shrimp|prawn tempura
🍥|4|fish_cake|food pastry restaurant swirl
🥮|4|moon_cake|autumn festival yuèbǐng
🍡|4|dango|dessert japanese skewer stick sweet
🥟|4|dumpling|empanada gyōza jiaozi pierogi potsticker
🥠|4|fortune_cookie|prophecy
🥡|4|takeout_box|chopsticks delivery food oyster pail
🍦|4|icecream soft_serve|dessert food restaurant sweet
🍧|4|shaved_ice|dessert restaurant sweet
🍨|4|ice_cream|dessert food restaurant sweet
🍩|4|doughnut|breakfast dessert donut food sweet
🍪|4|cookie|chip chocolate dessert sweet
🎂|4|birthday birthday_cake|bday celebration dessert happy pastry sweet
🍰|4|cake shortcake|dessert pastry slice sweet
🧁|4|cupcake|bakery dessert sprinkles sugar sweet treat
🥧|4|pie|apple filling fruit meat pastry pumpkin slice
🍫|4|chocolate_bar|candy dessert halloween sweet tooth
🍬|4|candy|cavities dessert halloween restaurant sweet tooth wrapper
🍭|4|lollipop|candy dessert food restaurant sweet
🍮|4|custard|dessert pudding sweet
🍯|4|honey_pot|barrel bear food jar sweet
🍼|4|baby_bottle|babies birth born drink infant milk newborn
🥛|4|glass_of_milk milk|drink
☕️|4|coffee|beverage cafe caffeine chai drink hot morning steaming tea
🫖|4|teapot|brew drink food
🍵|4|tea|beverage cup drink handle oolong teacup
🍶|4|sake|bar beverage bottle cup drink restaurant
🍾|4|champagne|bar bottle cork drink popping
🍷|4|wine_glass|alcohol bar beverage booze club drink restaurant
🍸️|4|cocktail|alcohol bar booze club drink glass mad martini men
🍹|4|tropical_drink|alcohol bar booze club cocktail drunk mai party tai
🍺|4|beer|alcohol ale bar booze drink mug octoberfest oktoberfest pint stein summer
🍻|4|beers|alcohol bar booze bottoms cheers clink drinking mugs
🥂|4|clinking_glasses|celebrate drink
🥃|4|tumbler_glass whisky|liquor scotch shot
🫗|4|pour pouring_liquid|accident drink empty glass oops spill water
🥤|4|cup_with_straw|drink juice malt soda soft water
🧋|4|boba_drink bubble_tea|food milk pearl
🧃|4|beverage_box juice_box|straw sweet
🧉|4|mate|drink
🧊|4|ice ice_cube|cold iceberg
🥢|4|chopsticks|hashi jeotgarak kuaizi
🍽️|4|fork_knife_plate|cooking dinner eat
🍴|4|fork_and_knife|breakfast cooking cutlery delicious dinner eat feed food hungry lunch restaurant yum
🥄|4|spoon|eat tableware
🔪|4|knife|chef cooking hocho kitchen tool weapon
🫙|4|jar|condiment container empty nothing sauce store
🏺|4|amphora|aquarius cooking drink jug tool weapon zodiac
🌍️|5|earth_africa earth_europe|globe showing world
🌎️|5|earth_americas|globe showing world
🌏️|5|earth_asia|australia globe showing world
🌐|5|globe_with_meridians|earth internet web world
🗺️|5|world_map|
🗾|5|japan_map|
🧭|5|compass|direction magnetic navigation orienteering
🏔️|5|mountain_snow|cold
⛰️|5|mountain|
🌋|5|volcano|eruption mountain nature
🗻|5|mount_fuji|nature
🏕️|5|camping|
🏖️|5|beach beach_with_umbrella|
🏜️|5|desert|
🏝️|5|desert_island island|
🏞️|5|national_park|
🏟️|5|stadium|
🏛️|5|classical_building|
🏗️|5|building_construction construction_site|crane
🧱|5|bricks|clay mortar wall
🪨|5|rock|boulder heavy solid stone tough
🪵|5|wood|log lumber timber
🛖|5|hut|home house roundhouse shelter yurt
🏘️|5|homes houses|
🏚️|5|derelict_house house_abandoned|home
🏠️|5|house|building country heart home ranch settle simple suburban where
🏡|5|house_with_garden|building country heart home ranch settle simple suburban where
🏢|5|office|building city cubical job
🏣|5|post_office|building japanese
🏤|5|european_post_office|building
🏥|5|hospital|building doctor medicine
🏦|5|bank|building
🏨|5|hotel|building
🏩|5|love_hotel|building
🏪|5|convenience_store|24 building hours
🏫|5|school|building
🏬|5|department_store|building
🏭️|5|factory|building
🏯|5|japanese_castle|building
🏰|5|castle european_castle|building
💒|5|wedding|chapel hitched nuptials romance
🗼|5|tokyo_tower|
🗽|5|statue_of_liberty|new ny york
⛪️|5|church|bless chapel christian cross religion
🕌|5|mosque|islam masjid muslim religion
🛕|5|hindu_temple|
🕍|5|synagogue|jew judaism religion temple
⛩️|5|shinto_shrine|religion
🕋|5|kaaba|hajj islam muslim religion umrah
⛲️|5|fountain|
⛺️|5|tent|camping
🌁|5|foggy|
🌃|5|night_with_stars|
🏙️|5|cityscape|
🌄|5|sunrise_over_mountains|morning
🌅|5|sunrise|morning nature
🌆|5|city_dusk|at building evening landscape sun
🌇|5|city_sunrise city_sunset|building dusk
🌉|5|bridge_at_night|
♨️|5|hotsprings|steaming
🎠|5|carousel_horse|entertainment
🛝|5|playground_slide slide|amusement park playing sliding theme
🎡|5|ferris_wheel|amusement park theme
🎢|5|roller_coaster|amusement park theme
💈|5|barber barber_pole|cut fresh haircut shave
🎪|5|circus_tent|
🚂|5|steam_locomotive|caboose engine railway train travel
🚃|5|railway_car|electric train tram travel trolleybus
🚄|5|bullettrain_side|high-speed railway shinkansen speed
🚅|5|bullettrain_front|high-speed nose railway shinkansen speed travel
🚆|5|train|arrived choo railway
🚇️|5|metro|subway travel
🚈|5|light_rail|arrived monorail
🚉|5|station|railway train
🚊|5|tram|trolleybus
🚝|5|monorail|vehicle
🚞|5|mountain_railway|car trip
🚋|5|tram_car|bus trolley
🚌|5|bus|school vehicle
🚍️|5|oncoming_bus|cars
🚎|5|trolleybus|tram
🚐|5|minibus|drive van vehicle
🚑️|5|ambulance|emergency vehicle
🚒|5|fire_engine|truck
🚓|5|police_car|5–0 cops patrol
🚔️|5|oncoming_police_car|
🚕|5|taxi|cab car drive vehicle yellow
🚖|5|oncoming_taxi|cab cars drove hail yellow
🚗|5|car red_car|driving vehicle
🚘️|5|oncoming_automobile|car drove vehicle
🚙|5|blue_car suv|drive recreational sport utility vehicle
🛻|5|pickup_truck|automobile car flatbed pick-up transportation
🚚|5|delivery_truck truck|car drive vehicle
🚛|5|articulated_lorry|car drive move semi truck vehicle
🚜|5|tractor|vehicle
🏎️|5|racing_car|zoom
🏍️|5|motorcycle|racing
🛵|5|motor_scooter|
🦽|5|manual_wheelchair|accessibility
🦼|5|motorized_wheelchair|accessibility
🛺|5|auto_rickshaw|tuk
🚲️|5|bicycle bike|class cycling gang ride spin
🛴|5|scooter|kick
🛹|5|skateboard|wheels
🛼|5|roller_skate|blades sport
🚏|5|busstop|
🛣️|5|motorway|highway road
🛤️|5|railway_track|train
🛢️|5|oil_drum|
⛽️|5|fuelpump|diesel gas station
🛞|5|wheel|car circle tire turn vehicle
🚨|5|rotating_light|alarm alert beacon car emergency police revolving siren
🚥|5|traffic_light|horizontal intersection signal stop
🚦|5|vertical_traffic_light|drove intersection signal stop
🛑|5|octagonal_sign stop_sign|
🚧|5|construction|barrier
⚓️|5|anchor|ship tool
🛟|5|lifebuoy ring_buoy|float lifesaver preserver rescue safety save swim
⛵️|5|sailboat|resort sailing sea yacht
🛶|5|canoe|boat
🚤|5|speedboat|billionaire lake luxury millionaire summer travel
🛳️|5|cruise_ship passenger_ship|
⛴️|5|ferry|boat passenger
🛥️|5|motorboat|
🚢|5|ship|boat passenger travel
✈️|5|airplane|aeroplane fly jet travel
🛩️|5|small_airplane|aeroplane
🛫|5|airplane_departure|aeroplane check-in
🛬|5|airplane_arriving|aeroplane landing
🪂|5|parachute|hang-glide parasail skydive
💺|5|seat|chair
🚁|5|helicopter|roflcopter travel vehicle
🚟|5|suspension_railway|
🚠|5|mountain_cableway|gondola lift ski
🚡|5|aerial_tramway|cable car gondola ropeway
🛰️|5|satellite|space
🚀|5|rocket|launch space travel
🛸|5|flying_saucer|aliens extra terrestrial ufo
🛎️|5|bellhop|hotel
🧳|5|luggage|bag packing roller suitcase travel
⌛️|5|hourglass|done sand time
⏳️|5|hourglass_flowing_sand|done hours not timer waiting yolo
⌚️|5|watch|clock time
⏰️|5|alarm_clock|hours hrs late time waiting
⏱️|5|stopwatch|clock time
⏲️|5|timer_clock|
🕰️|5|clock|mantelpiece time
🕛️|5|clock12|12:00 o’clock time twelve
🕧️|5|clock1230|12:30 thirty time twelve
🕐️|5|clock1|1:00 one o’clock time
🕜️|5|clock130|1:30 one thirty time
🕑️|5|clock2|2:00 o’clock time two
🕝️|5|clock230|2:30 thirty time two
🕒️|5|clock3|3:00 o’clock three time
🕞️|5|clock330|3:30 thirty three time
🕓️|5|clock4|4:00 four o’clock time
🕟️|5|clock430|4:30 four thirty time
🕔️|5|clock5|5:00 five o’clock time
🕠️|5|clock530|5:30 five thirty time
🕕️|5|clock6|6:00 o’clock six time
🕡️|5|clock630|6:30 six thirty
🕖️|5|clock7|0 7:00 o’clock seven
🕢️|5|clock730|7:30 seven thirty
🕗️|5|clock8|8:00 eight o’clock time
🕣️|5|clock830|8:30 eight thirty time
🕘️|5|clock9|9:00 nine o’clock time
🕤️|5|clock930|9:30 nine thirty time
🕙️|5|clock10|10:00 o’clock ten
🕥️|5|clock1030|10:30 ten thirty time
🕚️|5|clock11|11:00 eleven o’clock time
🕦️|5|clock1130|11:30 eleven thirty time
🌑|5|new_moon|dark space
🌒|5|waxing_crescent_moon|dreams space
🌓|5|first_quarter_moon|space
🌔|5|waxing_gibbous_moon|space
🌕️|5|full_moon|space
🌖|5|waning_gibbous_moon|space
🌗|5|last_quarter_moon|space
🌘|5|waning_crescent_moon|space
🌙|5|crescent_moon|ramadan space
🌚|5|new_moon_with_face|space
🌛|5|first_quarter_moon_with_face|space
🌜️|5|last_quarter_moon_with_face|dreams
🌡️|5|thermometer|weather
☀️|5|sun|bright rays space sunny weather
🌝|5|full_moon_with_face|bright
🌞|5|sun_with_face|beach bright day heat shine sunny sunshine weather
🪐|5|ringed_planet saturn|
⭐️|5|star|astronomy medium white
🌟|5|glowing_star star2|glittery night shining sparkle
🌠|5|shooting_star stars|falling night space
🌌|5|milky_way|space
☁️|5|cloud|weather
⛅️|5|partly_sunny sun_behind_cloud|weather
⛈️|5|stormy thunder_cloud_and_rain|lightning
🌤️|5|sun_behind_small_cloud sunny|weather
🌥️|5|cloudy sun_behind_large_cloud|weather
🌦️|5|sun_and_rain sun_behind_rain_cloud|weather
🌧️|5|cloud_with_rain rainy|weather
🌨️|5|cloud_with_snow snowy|cold weather
🌩️|5|cloud_with_lightning lightning|weather
🌪️|5|tornado|cloud weather whirlwind
🌫️|5|fog|cloud weather
🌬️|5|wind_blowing_face|cloud
🌀|5|cyclone|dizzy hurricane twister typhoon weather
🌈|5|rainbow|gay genderqueer glbt lesbian lgbt nature pride queer trans weather
🌂|5|closed_umbrella|clothing rain
☂️|5|umbrella|clothing rain
☔️|5|umbrella_with_rain|clothing drop weather
⛱️|5|beach_umbrella umbrella_on_ground|rain sun
⚡️|5|high_voltage zap|danger electric lightning nature thunder
❄️|5|snowflake|cold weather
☃️|5|snowman2|cold
⛄️|5|snowman|cold
☄️|5|comet|space
🔥|5|fire|af burn flame hot lit tool
💧|5|droplet|cold comic nature sad sweat tear water weather
🌊|5|ocean water_wave|nature surf
🎃|6|jack_o_lantern|celebration halloween pumpkin
🎄|6|christmas_tree|celebration
🎆|6|fireworks|boom celebration entertainment yolo
🎇|6|sparkler|boom celebration fireworks
🧨|6|firecracker|dynamite explosive fireworks light pop spark
✨️|6|sparkles|* magic star
🎈|6|balloon|birthday celebrate
🎉|6|party party_popper tada|awesome birthday celebrate excited hooray woohoo
🎊|6|confetti_ball|celebrate party woohoo
🎋|6|tanabata_tree|banner celebration japanese
🎍|6|bamboo|celebration decoration japanese pine plant
🎎|6|dolls|celebration festival japanese
🎏|6|carp_streamer flags|celebration
🎐|6|wind_chime|bell celebration
🎑|6|moon_ceremony rice_scene|celebration viewing
🧧|6|red_envelope|gift good hóngbāo lai luck money see
🎀|6|ribbon|celebration
🎁|6|gift|birthday bow box celebration christmas present surprise wrapped
🎗️|6|reminder_ribbon|celebration
🎟️|6|admission_tickets tickets|
🎫|6|ticket|admission stub
🎖️|6|military_medal|award celebration
🏆️|6|trophy|champion prize slay sport victory win
🏅|6|sports_medal|award gold winner
🥇|6|1st first_place_medal|gold
🥈|6|2nd second_place_medal|silver
🥉|6|3rd third_place_medal|bronze
⚽️|6|soccer|ball football futbol sport
⚾️|6|baseball|sport
🥎|6|softball|glove sports underarm
🏀|6|basketball|hoop sport
🏐|6|volleyball|game
🏈|6|football|american bowl sport super
🏉|6|rugby_football|sport
🎾|6|tennis|ball racquet sport
🥏|6|flying_disc|ultimate
🎳|6|bowling|ball game sport strike
🏏|6|cricket_game|ball bat
🏑|6|field_hockey|ball game stick
🏒|6|hockey|game ice puck stick
🥍|6|lacrosse|ball goal sports stick
🏓|6|ping_pong|ball bat game paddle table tennis
🏸|6|badminton|birdie game racquet shuttlecock
🥊|6|boxing_glove|
🥋|6|martial_arts_uniform|judo karate taekwondo
🥅|6|goal_net|
⛳️|6|golf|flag hole sport
⛸️|6|ice_skate|skating
🎣|6|fishing_pole fishing_pole_and_fish|entertainment sport
🤿|6|diving_mask|scuba snorkeling
🎽|6|running_shirt running_shirt_with_sash|athletics
🎿|6|ski|snow sport
🛷|6|sled|luge sleigh snow toboggan
🥌|6|curling_stone|game rock
🎯|6|bullseye dart direct_hit|entertainment game target
🪀|6|yo_yo|fluctuate toy
🪁|6|kite|fly soar
🔫|6|gun pistol|handgun revolver tool water weapon
🎱|6|8ball billiards|eight game pool
🔮|6|crystal_ball|fairy fantasy fortune future magic tale tool
🪄|6|magic_wand|witch wizard
🎮️|6|controller video_game|entertainment
🕹️|6|joystick|game video
🎰|6|slot_machine|casino gamble game
🎲|6|game_die|dice entertainment
🧩|6|jigsaw puzzle_piece|clue interlocking
🧸|6|teddy_bear|plaything plush stuffed toy
🪅|6|pinata|candy celebrate cinco de festive mayo party pinada
🪩|6|disco disco_ball mirror_ball|dance glitter party
🪆|6|nesting_dolls|babooshka baboushka babushka matryoshka russia
♠️|6|spades|card game suit
♥️|6|hearts|card emotion game suit
♦️|6|diamonds|card game suit
♣️|6|clubs|card game suit
♟️|6|chess_pawn|dupe expendable
🃏|6|black_joker|card game wildcard
🀄️|6|mahjong|dragon game red
🎴|6|flower_playing_cards|game japanese
🎭️|6|performing_arts|actor actress entertainment mask theater thespian
🖼️|6|frame_with_picture framed_picture|art museum painting
🎨|6|art palette|artist artsy arty colorful creative entertainment museum painter
🧵|6|thread|needle sewing spool string
🪡|6|sewing_needle|embroidery stitches sutures tailoring thread
🧶|6|yarn|ball crochet knit
🪢|6|knot|cord rope tangled tie twine twist
👓️|7|eyeglasses glasses|clothing eyewear
🕶️|7|sunglasses|dark eye
🥽|7|goggles|dive eye protection scuba swimming welding
🥼|7|lab_coat|clothes doctor dr experiment jacket scientist white
🦺|7|safety_vest|emergency
👔|7|necktie|clothing employed serious shirt
👕|7|shirt|blue casual clothes collar dressed shopping tshirt weekend
👖|7|jeans|blue casual clothes denim dressed pants shopping trousers weekend
🧣|7|scarf|bundle cold neck up
🧤|7|gloves|hand
🧥|7|coat|brr bundle cold jacket up
🧦|7|socks|stocking
👗|7|dress|clothes fancy shopping
👘|7|kimono|clothing comfortable
🥻|7|sari|clothing dress
🩱|7|one_piece_swimsuit|bathing one-piece
🩲|7|briefs|bathing one-piece suit swimsuit underwear
🩳|7|shorts|bathing pants suit swimsuit underwear
👙|7|bikini|bathing beach clothing pool suit swim
👚|7|womans_clothes|blouse collar dress lady shirt shopping
🪭|7|folding_fan|clack clap cool dance flirt flutter hand hot shy
👛|7|purse|clothes coin dress fancy handbag shopping
👜|7|handbag|clothes dress lady purse shopping
👝|7|clutch_bag pouch|clothes dress handbag purse
🛍️|7|shopping_bags|hotel
🎒|7|backpack school_satchel|bag bookbag education rucksack
🩴|7|thong_sandal|beach flip flop shoe zōri
👞|7|mans_shoe|brown clothes feet foot kick man’s shopping
👟|7|athletic_shoe sneaker|clothes fast kick running shopping tennis
🥾|7|hiking_boot|backpacking brown camping outdoors shoe
🥿|7|flat_shoe womans_flat_shoe|ballet comfy slip-on slipper
👠|7|high_heel|clothes dress fashion shoe shopping stiletto woman
👡|7|sandal|clothing shoe woman
🩰|7|ballet_shoes|dance
👢|7|boot|clothes dress shoe shopping woman
🪮|7|hair_pick|afro comb groom
👑|7|crown|clothing family king medieval queen royal win
👒|7|womans_hat|clothes garden hats party
🎩|7|top_hat tophat|clothes fancy formal magic
🎓️|7|graduation_cap mortar_board|celebration clothing education hat scholar
🧢|7|billed_cap|baseball bent dad hat
🪖|7|military_helmet|army soldier war
⛑️|7|helmet_with_cross rescue_worker_helmet|aid face hat
📿|7|prayer_beads|clothing necklace religion
💄|7|lipstick|cosmetics date makeup
💍|7|ring|diamond engaged married romance shiny sparkling wedding
💎|7|gem|diamond engagement jewel money romance stone wedding
🔇|7|mute no_sound|quiet silent speaker
🔈️|7|low_volume quiet_sound speaker|soft
🔉|7|medium_volumne sound|speaker
🔊|7|high_volume loud_sound|music speaker
📢|7|loudspeaker|address communication public sound
📣|7|mega megaphone|cheering sound
📯|7|postal_horn|
🔔|7|bell|break church sound
🔕|7|no_bell|forbidden mute not prohibited quiet silent slash sound
🎼|7|musical_score|note
🎵|7|musical_note|sound
🎶|7|musical_notes notes|sound
🎙️|7|studio_microphone|music
🎚️|7|level_slider|music
🎛️|7|control_knobs|music
🎤|7|microphone|karaoke music sing sound
🎧️|7|headphones|earbud sound
📻️|7|radio|entertainment tbt video
🎷|7|saxophone|instrument music
🪗|7|accordion|box concertina instrument music squeeze
🎸|7|guitar|instrument music strat
🎹|7|musical_keyboard|instrument piano
🎺|7|trumpet|instrument music
🎻|7|violin|instrument music
🪕|7|banjo|music stringed
🥁|7|drum|music
🪘|7|long_drum|beat conga instrument rhythm
🪇|7|maracas|cha dance instrument music party percussion rattle shake
🪈|7|flute|band fife flautist instrument marching music orchestra piccolo pipe recorder woodwind
🪉|7|harp|cupid instrument love music orchestra
📱|7|android iphone mobile_phone|cell communication telephone
📲|7|calling mobile_phone_arrow|build cell communication receive telephone
☎️|7|telephone|
📞|7|telephone_receiver|communication voip
📟️|7|pager|communication
📠|7|fax fax_machine|communication
🔋|7|battery|
🪫|7|low_battery|drained electronic energy power
🔌|7|electric_plug|
💻️|7|laptop|computer office pc personal
🖥️|7|computer desktop_computer|monitor
🖨️|7|printer|computer
⌨️|7|keyboard|computer
🖱️|7|computer_mouse|
🖲️|7|trackball|computer
💽|7|computer_disk minidisc|optical
💾|7|floppy_disk|computer
💿️|7|cd optical_disk|blu-ray computer dvd
📀|7|dvd|blu-ray cd computer disk optical
🧮|7|abacus|calculation
🎥|7|movie_camera|bollywood cinema film hollywood record
🎞️|7|film_frames|cinema movie
📽️|7|film_projector|cinema movie video
🎬️|7|clapper|action board movie
📺️|7|tv|video
📷️|7|camera|photo selfie snap tbt trip video
📸|7|camera_with_flash|video
📹️|7|video_camera|camcorder tbt
📼|7|vhs videocassette|old school tape vcr
🔍️|7|mag|glass lab left magnifying science search tilted tool
🔎|7|mag_right|contact glass lab magnifying science search tilted tool
🕯️|7|candle|light
💡|7|bulb light_bulb|comic electric idea
🔦|7|flashlight|electric tool torch
🏮|7|izakaya_lantern red_paper_lantern|bar light restaurant
🪔|7|diya_lamp|light oil
📔|7|notebook_with_decorative_cover|education school writing
📕|7|closed_book|education
📖|7|book open_book|education fantasy knowledge library novels reading
📗|7|green_book|education fantasy library reading
📘|7|blue_book|education fantasy library reading
📙|7|orange_book|education fantasy library reading
📚️|7|books|education fantasy knowledge library novels reading school study
📓|7|notebook|
📒|7|ledger|notebook
📃|7|page_with_curl|document paper
📜|7|scroll|paper
📄|7|page_facing_up|document paper
📰|7|newspaper|communication
🗞️|7|rolled_up_newspaper|
📑|7|bookmark_tabs|marker
🔖|7|bookmark|
🏷️|7|label|tag
💰️|7|moneybag|bank bet billion cash cost dollar gold million paid paying pot rich win
🪙|7|coin|dollar euro gold metal money rich silver treasure
💴|7|yen|bank bill currency money note
💵|7|dollar|bank bill currency money note
💶|7|euro|100 bank bill currency money note rich
💷|7|pound|bank bill cash currency money note
💸|7|money_with_wings|bank bill cash dollar fly million note pay
💳️|7|credit_card|bank cash charge money pay
🧾|7|receipt|accounting bookkeeping evidence invoice proof
💹|7|chart|bank currency graph growth increasing market money rise trend upward yen
✉️|7|envelope|e-mail email letter
📧|7|e-mail email|letter
📨|7|incoming_envelope|delivering e-mail email letter mail receive sent
📩|7|envelope_with_arrow|communication down e-mail email letter mail outgoing send sent
📤️|7|outbox_tray|email letter mail sent
📥️|7|inbox_tray|email letter mail receive zero
📦️|7|package|box communication delivery parcel shipping
📫️|7|mailbox|closed communication flag postbox raised
📪️|7|mailbox_closed|flag lowered postbox
📬️|7|mailbox_with_mail|flag open postbox raised
📭️|7|mailbox_with_no_mail|flag lowered open postbox
📮|7|postbox|mail
🗳️|7|ballot_box|
✏️|7|pencil|
✒️|7|black_nib|pen
🖋️|7|fountain_pen|
🖊️|7|pen|ballpoint
🖌️|7|paintbrush|
🖍️|7|crayon|
📝|7|memo|communication media notes pencil
💼|7|briefcase|office
📁|7|file_folder|
📂|7|open_file_folder|
🗂️|7|card_index_dividers|
📅|7|date|
📆|7|calendar|tear-off
🗒️|7|notepad_spiral|
🗓️|7|calendar_spiral|pad
📇|7|card_index|old rolodex school
📈|7|chart_increasing chart_with_upwards_trend|data graph growth right
📉|7|chart_decreasing chart_with_downwards_trend|data graph negative
📊|7|bar_chart|data graph
📋️|7|clipboard|do list notes
📌|7|pushpin|collage
📍|7|round_pushpin|location map
📎|7|paperclip|
🖇️|7|paperclips|link
📏|7|straight_ruler|angle edge math
📐|7|triangular_ruler|angle math set slide
✂️|7|scissors|cut paper tool
🗃️|7|card_file_box|
🗄️|7|file_cabinet|filing paper
🗑️|7|trashcan wastebasket|garbage
🔒️|7|lock locked|closed private
🔓️|7|unlock unlocked|cracked open
🔏|7|lock_with_ink_pen locked_with_pen|nib privacy
🔐|7|closed_lock_with_key locked_with_key|bike secure
🔑|7|key|keys lock major password unlock
🗝️|7|old_key|clue lock
🔨|7|hammer|home improvement repairs tool
🪓|7|axe|chop hatchet split wood
⛏️|7|pick|hammer mining tool
⚒️|7|hammer_and_pick|tool
🛠️|7|hammer_and_wrench|spanner tool
🗡️|7|dagger|knife weapon
⚔️|7|crossed_swords|weapon
💣️|7|bomb|boom comic dangerous explosion hot
🪃|7|boomerang|rebound repercussion weapon
🏹|7|bow_and_arrow|archer sagittarius tool weapon zodiac
🛡️|7|shield|weapon
🪚|7|carpentry_saw|cut lumber tool trim
🔧|7|wrench|home improvement spanner tool
🪛|7|screwdriver|flathead handy tool
🔩|7|nut_and_bolt|home improvement tool
⚙️|7|gear|cog tool
🗜️|7|clamp compression|tool vice
⚖️|7|scales|balance justice libra tool weight zodiac
🦯|7|probing_cane white_cane|accessibility blind
🔗|7|link|
⛓️‍💥|7|broken_chain|break cuffs freedom
⛓️|7|chains|
🪝|7|hook|catch crook curve ensnare point selling
🧰|7|toolbox|chest mechanic red
🧲|7|magnet|attraction horseshoe negative positive shape u
🪜|7|ladder|climb rung step
🪏|7|shovel|bury dig garden hole plant scoop snow spade
⚗️|7|alembic|chemistry tool
🧪|7|test_tube|chemist experiment lab science
🧫|7|petri_dish|bacteria biologist culture lab
🧬|7|dna double_helix|biologist evolution gene life
🔬|7|microscope|experiment lab science tool
🔭|7|telescope|contact extraterrestrial science tool
📡|7|satellite_antenna|aliens contact dish science
💉|7|syringe|doctor flu medicine needle shot sick tool vaccination
🩸|7|drop_of_blood|bleed donation injury medicine menstruation
💊|7|pill|doctor drugs medicated sick vitamin
🩹|7|adhesive_bandage bandaid|
🩼|7|crutch|aid cane disability help hurt injured mobility stick
🩺|7|stethoscope|doctor heart medicine
🩻|7|x-ray xray|bones doctor medical skeleton skull
🚪|7|door|back closet front
🛗|7|elevator|accessibility hoist lift
🪞|7|mirror|makeup reflection speculum
🪟|7|window|air frame fresh opening transparent view
🛏️|7|bed|hotel sleep
🛋️|7|couch_and_lamp|hotel
🪑|7|chair|seat sit
🚽|7|toilet|bathroom
🪠|7|plunger|cup force plumber poop suction toilet
🚿|7|shower|water
🛁|7|bathtub|
🪤|7|mouse_trap|bait cheese lure snare
🪒|7|razor|sharp shave
🧴|7|lotion_bottle|moisturizer shampoo sunscreen
🧷|7|safety_pin|diaper punk rock
🧹|7|broom|cleaning sweeping witch
🧺|7|basket|farming laundry picnic
🧻|7|roll_of_paper toilet_paper|towels
🪣|7|bucket|cask pail vat
🧼|7|soap|bar bathing clean lather
🫧|7|bubbles|burp clean floating pearl soap underwater
🪥|7|toothbrush|bathroom clean dental hygiene teeth toiletry
🧽|7|sponge|absorbing cleaning porous soak
🧯|7|fire_extinguisher|quench
🛒|7|shopping_cart|trolley
🚬|7|cigarette smoking|
⚰️|7|coffin|dead death vampire
🪦|7|headstone|cemetery dead grave memorial rip tomb
⚱️|7|funeral_urn|ashes death
🧿|7|nazar_amulet|bead blue charm evil-eye talisman
🪬|7|hamsa|amulet fatima fortune guide hand mary miriam palm protect
🗿|7|moai moyai|face statue stoneface travel
🪧|7|placard|demonstration notice picket plaque protest sign
🪪|7|id_card|credentials document identification license security
🏧|8|atm|automated bank cash money sign teller
🚮|8|litter_bin put_litter_in_its_place|sign
🚰|8|potable_water|drinking
♿️|8|handicapped wheelchair|access symbol
🚹️|8|mens|bathroom lavatory man men’s restroom room toilet wc
🚺️|8|womens|bathroom lavatory restroom room toilet wc woman
🚻|8|bathroom restroom|lavatory toilet wc
🚼️|8|baby_symbol|changing
🚾|8|water_closet wc|bathroom lavatory restroom toilet
🛂|8|passport_control|
🛃|8|customs|packing
🛄|8|baggage_claim|arrived bags case checked journey packing plane ready travel trip
🛅|8|left_luggage|baggage case locker
⚠️|8|warning|caution
🚸|8|children_crossing|pedestrian traffic
⛔️|8|no_entry|do fail forbidden not pass prohibited traffic
🚫|8|no_entry_sign|forbidden not smoke
🚳|8|no_bicycles|bike forbidden not prohibited
🚭️|8|no_smoking|forbidden not prohibited smoke
🚯|8|do_not_litter no_littering|forbidden prohibited
🚱|8|non-potable_water|dry non-drinking prohibited
🚷|8|no_pedestrians|forbidden not prohibited
📵|8|no_mobile_phones|cell forbidden not prohibited telephone
🔞|8|no_one_under_18 underage|eighteen forbidden not prohibited restriction
☢️|8|radioactive|sign
☣️|8|biohazard|sign
⬆️|8|arrow_up|cardinal direction north
↗️|8|arrow_upper_right|direction intercardinal northeast up-right
➡️|8|arrow_right|cardinal direction east
↘️|8|arrow_lower_right|direction down-right intercardinal southeast
⬇️|8|arrow_down|cardinal direction south
↙️|8|arrow_lower_left|direction down-left intercardinal southwest
⬅️|8|arrow_left|cardinal direction west
↖️|8|arrow_upper_left|direction intercardinal northwest up-left
↕️|8|arrow_up_down|up-down
↔️|8|left_right_arrow|
↩️|8|arrow_left_hook leftwards_arrow_with_hook|curving right
↪️|8|arrow_right_hook rightwards_arrow_with_hook|curving left
⤴️|8|arrow_heading_up|curving right
⤵️|8|arrow_heading_down|curving right
🔃|8|arrows_clockwise clockwise|refresh reload vertical
🔄|8|arrows_counterclockwise counterclockwise|again anticlockwise button deja refresh rewindershins vu
🔙|8|back|arrow
🔚|8|end|arrow
🔛|8|on|arrow mark on!
🔜|8|soon|arrow brb omw
🔝|8|top|arrow homie up
🛐|8|place_of_worship|pray religion
⚛️|8|atom atom_symbol|atheist
🕉️|8|om|hindu religion
✡️|8|star_of_david|jew judaism religion
☸️|8|wheel_of_dharma|buddhist religion
☯️|8|yin_yang|difficult lives religion tao total yinyang
✝️|8|latin_cross|christ religion
☦️|8|orthodox_cross|christian religion
☪️|8|star_and_crescent|islam muslim ramadan religion
☮️|8|peace peace_symbol|healing
🕎|8|menorah|candelabrum candlestick hanukkah jewish judaism religion
🔯|8|six_pointed_star|dotted fortune jewish judaism six-pointed
🪯|8|khanda|deg fateh khalsa religion sikh tegh
♈️|8|aries|horoscope ram zodiac
♉️|8|taurus|bull horoscope ox zodiac
♊️|8|gemini|horoscope twins zodiac
♋️|8|cancer|crab horoscope zodiac
♌️|8|leo|horoscope lion zodiac
♍️|8|virgo|horoscope zodiac
♎️|8|libra|balance horoscope justice scales zodiac
♏️|8|scorpius|horoscope zodiac
♐️|8|sagittarius|archer horoscope zodiac
♑️|8|capricorn|goat horoscope zodiac
♒️|8|aquarius|bearer horoscope water zodiac
♓️|8|pisces|fish horoscope zodiac
⛎️|8|ophiuchus|bearer serpent snake zodiac
🔀|8|shuffle twisted_rightwards_arrows|button crossed tracks
🔁|8|repeat|arrow button clockwise
🔂|8|repeat_one|arrow button clockwise once single
▶️|8|arrow_forward play|button right triangle
⏩️|8|fast_forward|arrow button double
⏭️|8|next_track|arrow button scene triangle
⏯️|8|play_pause|arrow button right triangle
◀️|8|arrow_backward reverse|button left triangle
⏪️|8|fast_reverse rewind|arrow button double
⏮️|8|previous_track|arrow button last scene triangle
🔼|8|arrow_up_small up|button red upwards
⏫️|8|arrow_double_up fast_up|button
🔽|8|arrow_down_small down|button red
⏬️|8|arrow_double_down fast_down|button
⏸️|8|pause|bar button double vertical
⏹️|8|stop|button square
⏺️|8|record|button circle
⏏️|8|eject|button
🎦|8|cinema|camera film movie
🔅|8|dim_button low_brightness|
🔆|8|bright_button high_brightness|light
📶|8|antenna_bars signal_strength|cell communication mobile phone telephone
🛜|8|wireless|broadband computer connectivity hotspot internet network router smartphone wi-fi wifi wlan
📳|8|vibration_mode|cell communication mobile phone telephone
📴|8|mobile_phone_off|cell telephone
♀️|8|female female_sign|woman
♂️|8|male male_sign|man
⚧️|8|transgender_symbol|
✖️|8|multiplication multiply|cancel sign x ×
➕️|8|plus|+
➖️|8|minus|- heavy math sign −
➗️|8|divide division|heavy math sign ÷
🟰|8|heavy_equals_sign|answer math
♾️|8|infinity|forever unbounded universal
‼️|8|bangbang double_exclamation|! mark punctuation
⁉️|8|exclamation_question interrobang|! ? mark punctuation
❓️|8|question|? mark punctuation red
❔️|8|white_question|? mark outlined punctuation
❕️|8|white_exclamation|! mark outlined punctuation
❗️|8|exclamation|! mark punctuation red
〰️|8|wavy_dash|punctuation
💱|8|currency_exchange|bank money
💲|8|heavy_dollar_sign|billion cash charge currency million money pay
⚕️|8|medical medical_symbol|aesculapius staff
♻️|8|recycle recycling_symbol|
⚜️|8|fleur-de-lis|knights
🔱|8|trident|anchor emblem poseidon ship tool
📛|8|name_badge|
🔰|8|beginner|chevron green japanese leaf symbol tool yellow
⭕️|8|hollow_red_circle red_o|heavy large
✅️|8|check_mark_button white_check_mark|complete done fixed tick ✓
☑️|8|ballot_box_with_check|done off tick ✓
✔️|8|check_mark heavy_check_mark|done tick ✓
❌️|8|cross_mark x|cancel multiplication ×
❎️|8|cross_mark_button negative_squared_cross_mark|multiplication x ×
➰️|8|curly_loop|
➿️|8|double_curly_loop loop|
〽️|8|part_alternation_mark|
✳️|8|eight_spoked_asterisk|*
✴️|8|eight_pointed_black_star|*
❇️|8|sparkle|*
©️|8|copyright|
®️|8|registered|
™️|8|tm trade_mark|
🫟|8|splatter|drip holi ink liquid mess paint spill stain
#️⃣|8|hash number_sign|keycap
*️⃣|8|asterisk|keycap
0️⃣|8|zero|keycap
1️⃣|8|one|keycap
2️⃣|8|two|keycap
3️⃣|8|three|keycap
4️⃣|8|four|keycap
5️⃣|8|five|keycap
6️⃣|8|six|keycap
7️⃣|8|seven|keycap
8️⃣|8|eight|keycap
9️⃣|8|nine|keycap
🔟|8|ten|keycap
🔠|8|capital_abcd|input latin letters uppercase
🔡|8|abcd|input latin letters lowercase
🔢|8|1234|input numbers
🔣|8|symbols|% & input ♪ 〒
🔤|8|abc|alphabet input latin letters
🅰️|8|a a_blood|button type
🆎|8|ab ab_blood|button type
🅱️|8|b b_blood|button type
🆑|8|cl|button
🆒|8|cool|button
🆓|8|free|button
ℹ️|8|info information_source|
🆔|8|id|button identity
Ⓜ️|8|m|circle
🆕|8|new|button
🆖|8|ng|button
🅾️|8|o o_blood|button type
🆗|8|ok|button okay
🅿️|8|parking|button
🆘|8|sos|button help
🆙|8|up2|button mark up!
🆚|8|vs|button versus
🈁|8|ja_here koko|button japanese katakana
🈂️|8|ja_service_charge|button japanese katakana
🈷️|8|ja_monthly_amount|button ideograph japanese
🈶|8|ja_not_free_of_carge|button charge ideograph japanese
🈯️|8|ja_reserved|button ideograph japanese
🉐|8|ideograph_advantage ja_bargain|button japanese
🈹|8|ja_discount|button ideograph japanese
🈚️|8|ja_free_of_charge|button ideograph japanese
🈲|8|ja_prohibited|button ideograph japanese
🉑|8|accept ja_acceptable|button ideograph japanese
🈸|8|ja_application|button ideograph japanese
🈴|8|ja_passing_grade|button ideograph japanese
🈳|8|ja_vacancy|button ideograph japanese
㊗️|8|congratulations ja_congratulations|button ideograph japanese
㊙️|8|ja_secret secret|button ideograph japanese
🈺|8|ja_open_for_business|button ideograph japanese
🈵|8|ja_no_vacancy|button ideograph japanese
🔴|8|red_circle|geometric
🟠|8|orange_circle|
🟡|8|yellow_circle|
🟢|8|green_circle|
🔵|8|blue_circle|geometric
🟣|8|purple_circle|
🟤|8|brown_circle|
⚫️|8|black_circle|geometric
⚪️|8|white_circle|geometric
🟥|8|red_square|card penalty
🟧|8|orange_square|
🟨|8|yellow_square|card penalty
🟩|8|green_square|
🟦|8|blue_square|
🟪|8|purple_square|
🟫|8|brown_square|
⬛️|8|black_large_square|geometric
⬜️|8|white_large_square|geometric
◼️|8|black_medium_square|geometric
◻️|8|white_medium_square|geometric
◾️|8|black_medium_small_square|geometric
◽️|8|white_medium_small_square|geometric
▪️|8|black_small_square|geometric
▫️|8|white_small_square|geometric
🔶|8|large_orange_diamond|geometric
🔷|8|large_blue_diamond|geometric
🔸|8|small_orange_diamond|geometric
🔹|8|small_blue_diamond|geometric
🔺|8|small_red_triangle|geometric pointed up
🔻|8|small_red_triangle_down|geometric pointed
💠|8|diamond_shape_with_a_dot_inside diamond_with_a_dot|comic geometric
🔘|8|radio_button|geometric
🔳|8|white_square_button|geometric outlined
🔲|8|black_square_button|geometric
🏁|9|checkered_flag|chequered finish game race racing sport win
🚩|9|triangular_flag triangular_flag_on_post|construction golf
🎌|9|crossed_flags|celebration japanese
🏴|9|black_flag|waving
🏳️|9|white_flag|waving
🏳️‍🌈|9|rainbow_flag|bisexual gay genderqueer glbt lesbian lgbt pride queer trans
🏳️‍⚧️|9|transgender_flag|blue light pink white
🏴‍☠️|9|jolly_roger pirate_flag|plunder treasure
🇦🇨|9|ascension_island flag_ac|
🇦🇩|9|andorra flag_ad|
🇦🇪|9|flag_ae united_arab_emirates|
🇦🇫|9|afghanistan flag_af|
🇦🇬|9|antigua_barbuda flag_ag|
🇦🇮|9|anguilla flag_ai|
🇦🇱|9|albania flag_al|
🇦🇲|9|armenia flag_am|
🇦🇴|9|angola flag_ao|
🇦🇶|9|antarctica flag_aq|
🇦🇷|9|argentina flag_ar|
🇦🇸|9|american_samoa flag_as|
🇦🇹|9|austria flag_at|
🇦🇺|9|australia flag_au|
🇦🇼|9|aruba flag_aw|
🇦🇽|9|aland_islands flag_ax|
🇦🇿|9|azerbaijan flag_az|
🇧🇦|9|bosnia_herzegovina flag_ba|
🇧🇧|9|barbados flag_bb|
🇧🇩|9|bangladesh flag_bd|
🇧🇪|9|belgium flag_be|
🇧🇫|9|burkina_faso flag_bf|
🇧🇬|9|bulgaria flag_bg|
🇧🇭|9|bahrain flag_bh|
🇧🇮|9|burundi flag_bi|
🇧🇯|9|benin flag_bj|
🇧🇱|9|flag_bl st_barthelemy|
🇧🇲|9|bermuda flag_bm|
🇧🇳|9|brunei flag_bn|
🇧🇴|9|bolivia flag_bo|
🇧🇶|9|caribbean_netherlands flag_bq|
🇧🇷|9|brazil flag_br|
🇧🇸|9|bahamas flag_bs|
🇧🇹|9|bhutan flag_bt|
🇧🇻|9|bouvet_island flag_bv|
🇧🇼|9|botswana flag_bw|
🇧🇾|9|belarus flag_by|
🇧🇿|9|belize flag_bz|
🇨🇦|9|canada flag_ca|
🇨🇨|9|cocos_islands flag_cc|
🇨🇩|9|congo_kinshasa flag_cd|
🇨🇫|9|central_african_republic flag_cf|
🇨🇬|9|congo_brazzaville flag_cg|
🇨🇭|9|flag_ch switzerland|
🇨🇮|9|cote_divoire flag_ci|
🇨🇰|9|cook_islands flag_ck|
🇨🇱|9|chile flag_cl|
🇨🇲|9|cameroon flag_cm|
🇨🇳|9|china flag_cn|
🇨🇴|9|colombia flag_co|
🇨🇵|9|clipperton_island flag_cp|
🇨🇶|9|flag_cq sark|
🇨🇷|9|costa_rica flag_cr|
🇨🇺|9|cuba flag_cu|
🇨🇻|9|cape_verde flag_cv|
🇨🇼|9|curacao flag_cw|
🇨🇽|9|christmas_island flag_cx|
🇨🇾|9|cyprus flag_cy|
🇨🇿|9|czech_republic czechia flag_cz|
🇩🇪|9|flag_de germany|
🇩🇬|9|diego_garcia flag_dg|
🇩🇯|9|djibouti flag_dj|
🇩🇰|9|denmark flag_dk|
🇩🇲|9|dominica flag_dm|
🇩🇴|9|dominican_republic flag_do|
🇩🇿|9|algeria flag_dz|
🇪🇦|9|ceuta_melilla flag_ea|
🇪🇨|9|ecuador flag_ec|
🇪🇪|9|estonia flag_ee|
🇪🇬|9|egypt flag_eg|
🇪🇭|9|flag_eh western_sahara|
🇪🇷|9|eritrea flag_er|
🇪🇸|9|flag_es spain|
🇪🇹|9|ethiopia flag_et|
🇪🇺|9|european_union flag_eu|
🇫🇮|9|finland flag_fi|
🇫🇯|9|fiji flag_fj|
🇫🇰|9|falkland_islands flag_fk|
🇫🇲|9|flag_fm micronesia|
🇫🇴|9|faroe_islands flag_fo|
🇫🇷|9|flag_fr france|
🇬🇦|9|flag_ga gabon|
🇬🇧|9|flag_gb uk united_kingdom|
🇬🇩|9|flag_gd grenada|
🇬🇪|9|flag_ge georgia|
🇬🇫|9|flag_gf french_guiana|
🇬🇬|9|flag_gg guernsey|
🇬🇭|9|flag_gh ghana|
🇬🇮|9|flag_gi gibraltar|
🇬🇱|9|flag_gl greenland|
🇬🇲|9|flag_gm gambia|
🇬🇳|9|flag_gn guinea|
🇬🇵|9|flag_gp guadeloupe|
🇬🇶|9|equatorial_guinea flag_gq|
🇬🇷|9|flag_gr greece|
🇬🇸|9|flag_gs south_georgia_south_sandwich_islands|
🇬🇹|9|flag_gt guatemala|
🇬🇺|9|flag_gu guam|
🇬🇼|9|flag_gw guinea_bissau|
🇬🇾|9|flag_gy guyana|
🇭🇰|9|flag_hk hong_kong|
🇭🇲|9|flag_hm heard_mcdonald_islands|
🇭🇳|9|flag_hn honduras|
🇭🇷|9|croatia flag_hr|
🇭🇹|9|flag_ht haiti|
🇭🇺|9|flag_hu hungary|
🇮🇨|9|canary_islands flag_ic|
🇮🇩|9|flag_id indonesia|
🇮🇪|9|flag_ie ireland|
🇮🇱|9|flag_il israel|
🇮🇲|9|flag_im isle_of_man|
🇮🇳|9|flag_in india|
🇮🇴|9|british_indian_ocean_territory flag_io|
🇮🇶|9|flag_iq iraq|
🇮🇷|9|flag_ir iran|
🇮🇸|9|flag_is iceland|
🇮🇹|9|flag_it italy|
🇯🇪|9|flag_je jersey|
🇯🇲|9|flag_jm jamaica|
🇯🇴|9|flag_jo jordan|
🇯🇵|9|flag_jp japan|
🇰🇪|9|flag_ke kenya|
🇰🇬|9|flag_kg kyrgyzstan|
🇰🇭|9|cambodia flag_kh|
🇰🇮|9|flag_ki kiribati|
🇰🇲|9|comoros flag_km|
🇰🇳|9|flag_kn st_kitts_nevis|
🇰🇵|9|flag_kp north_korea|
🇰🇷|9|flag_kr south_korea|
🇰🇼|9|flag_kw kuwait|
🇰🇾|9|cayman_islands flag_ky|
🇰🇿|9|flag_kz kazakhstan|
🇱🇦|9|flag_la laos|
🇱🇧|9|flag_lb lebanon|
🇱🇨|9|flag_lc st_lucia|
🇱🇮|9|flag_li liechtenstein|
🇱🇰|9|flag_lk sri_lanka|
🇱🇷|9|flag_lr liberia|
🇱🇸|9|flag_ls lesotho|
🇱🇹|9|flag_lt lithuania|
🇱🇺|9|flag_lu luxembourg|
🇱🇻|9|flag_lv latvia|
🇱🇾|9|flag_ly libya|
🇲🇦|9|flag_ma morocco|
🇲🇨|9|flag_mc monaco|
🇲🇩|9|flag_md moldova|
🇲🇪|9|flag_me montenegro|
🇲🇫|9|flag_mf st_martin|
🇲🇬|9|flag_mg madagascar|
🇲🇭|9|flag_mh marshall_islands|
🇲🇰|9|flag_mk macedonia|
🇲🇱|9|flag_ml mali|
🇲🇲|9|burma flag_mm myanmar|
🇲🇳|9|flag_mn mongolia|
🇲🇴|9|flag_mo macao macau|
🇲🇵|9|flag_mp northern_mariana_islands|
🇲🇶|9|flag_mq martinique|
🇲🇷|9|flag_mr mauritania|
🇲🇸|9|flag_ms montserrat|
🇲🇹|9|flag_mt malta|
🇲🇺|9|flag_mu mauritius|
🇲🇻|9|flag_mv maldives|
🇲🇼|9|flag_mw malawi|
🇲🇽|9|flag_mx mexico|
🇲🇾|9|flag_my malaysia|
🇲🇿|9|flag_mz mozambique|
🇳🇦|9|flag_na namibia|
🇳🇨|9|flag_nc new_caledonia|
🇳🇪|9|flag_ne niger|
🇳🇫|9|flag_nf norfolk_island|
🇳🇬|9|flag_ng nigeria|
🇳🇮|9|flag_ni nicaragua|
🇳🇱|9|flag_nl netherlands|
🇳🇴|9|flag_no norway|
🇳🇵|9|flag_np nepal|
🇳🇷|9|flag_nr nauru|
🇳🇺|9|flag_nu niue|
🇳🇿|9|flag_nz new_zealand|
🇴🇲|9|flag_om oman|
🇵🇦|9|flag_pa panama|
🇵🇪|9|flag_pe peru|
🇵🇫|9|flag_pf french_polynesia|
🇵🇬|9|flag_pg papua_new_guinea|
🇵🇭|9|flag_ph philippines|
🇵🇰|9|flag_pk pakistan|
🇵🇱|9|flag_pl poland|
🇵🇲|9|flag_pm st_pierre_miquelon|
🇵🇳|9|flag_pn pitcairn_islands|
🇵🇷|9|flag_pr puerto_rico|
🇵🇸|9|flag_ps palestinian_territories|
🇵🇹|9|flag_pt portugal|
🇵🇼|9|flag_pw palau|
🇵🇾|9|flag_py paraguay|
🇶🇦|9|flag_qa qatar|
🇷🇪|9|flag_re reunion|
🇷🇴|9|flag_ro romania|
🇷🇸|9|flag_rs serbia|
🇷🇺|9|flag_ru russia|
🇷🇼|9|flag_rw rwanda|
🇸🇦|9|flag_sa saudi_arabia|
🇸🇧|9|flag_sb solomon_islands|
🇸🇨|9|flag_sc seychelles|
🇸🇩|9|flag_sd sudan|
🇸🇪|9|flag_se sweden|
🇸🇬|9|flag_sg singapore|
🇸🇭|9|flag_sh st_helena|
🇸🇮|9|flag_si slovenia|
🇸🇯|9|flag_sj svalbard_jan_mayen|
🇸🇰|9|flag_sk slovakia|
🇸🇱|9|flag_sl sierra_leone|
🇸🇲|9|flag_sm san_marino|
🇸🇳|9|flag_sn senegal|
🇸🇴|9|flag_so somalia|
🇸🇷|9|flag_sr suriname|
🇸🇸|9|flag_ss south_sudan|
🇸🇹|9|flag_st sao_tome_principe|
🇸🇻|9|el_salvador flag_sv|
🇸🇽|9|flag_sx sint_maarten|
🇸🇾|9|flag_sy syria|
🇸🇿|9|eswatini flag_sz swaziland|
🇹🇦|9|flag_ta tristan_da_cunha|
🇹🇨|9|flag_tc turks_caicos_islands|
🇹🇩|9|chad flag_td|
🇹🇫|9|flag_tf french_southern_territories|
🇹🇬|9|flag_tg togo|
🇹🇭|9|flag_th thailand|
🇹🇯|9|flag_tj tajikistan|
🇹🇰|9|flag_tk tokelau|
🇹🇱|9|flag_tl timor_leste|
🇹🇲|9|flag_tm turkmenistan|
🇹🇳|9|flag_tn tunisia|
🇹🇴|9|flag_to tonga|
🇹🇷|9|flag_tr turkey_tr|
🇹🇹|9|flag_tt trinidad_tobago|
🇹🇻|9|flag_tv tuvalu|
🇹🇼|9|flag_tw taiwan|
🇹🇿|9|flag_tz tanzania|
🇺🇦|9|flag_ua ukraine|
🇺🇬|9|flag_ug uganda|
🇺🇲|9|flag_um us_outlying_islands|
🇺🇳|9|flag_un un united_nations|
🇺🇸|9|flag_us united_states usa|
🇺🇾|9|flag_uy uruguay|
🇺🇿|9|flag_uz uzbekistan|
🇻🇦|9|flag_va vatican_city|
🇻🇨|9|flag_vc st_vincent_grenadines|
🇻🇪|9|flag_ve venezuela|
🇻🇬|9|british_virgin_islands flag_vg|
🇻🇮|9|flag_vi us_virgin_islands|
🇻🇳|9|flag_vn vietnam|
🇻🇺|9|flag_vu vanuatu|
🇼🇫|9|flag_wf wallis_futuna|
🇼🇸|9|flag_ws samoa|
🇽🇰|9|flag_xk kosovo|
🇾🇪|9|flag_ye yemen|
🇾🇹|9|flag_yt mayotte|
🇿🇦|9|flag_za south_africa|
🇿🇲|9|flag_zm zambia|
🇿🇼|9|flag_zw zimbabwe|
🏴󠁧󠁢󠁥󠁮󠁧󠁿|9|england flag_gbeng|
🏴󠁧󠁢󠁳󠁣󠁴󠁿|9|flag_gbsct scotland|
🏴󠁧󠁢󠁷󠁬󠁳󠁿|9|flag_gbwls wales|`,_=b.split(`
`).map(e=>{const[i="",n="0",o="",r=""]=e.split("|");return{emoji:i,group:Number(n),names:o.split(" "),words:r}}),f={de:()=>p(()=>import("./de-zHOuXgEZ.js"),[],import.meta.url)},s=u(null),d=e=>e.normalize("NFD").replace(new RegExp("\\p{M}","gu"),"").toLowerCase();async function k(){const e=g.peek();if(s.peek()?.code===e)return;const i=await f[e]?.().catch(()=>{});if(!i)return;const n=i.default.split(`
`).map((o,r)=>{const[a="",t=""]=o.split("|");return[_[r]?.emoji??"",{label:a,found:d(`${a} ${t}`)}]});s.value={code:e,words:new Map(n)}}const m=e=>s.value?.code===g.value?s.value.words.get(e):void 0,v=e=>m(e)?.label||void 0;function w(e,i){const n=m(e);if(!n)return 9;const o=d(n.label);return o===i?0:o.startsWith(i)?1:n.found.split(" ").some(r=>r.startsWith(i))?2:n.found.includes(i)?3:9}function x(e,i){const n=e.toLowerCase().replace(/\s+/g,"_"),o=d(e.replace(/_/g," ")),r=({emoji:a,names:t,words:h})=>{if(t.some(l=>l===n))return 0;const c=w(a,o);return t.some(l=>l.startsWith(n))?Math.min(c,1):t.some(l=>l.includes(n))?Math.min(c,2):Math.min(c,h.split(" ").some(l=>l.startsWith(n))?3:9)};return _.map(a=>({emoji:a,rank:r(a)})).filter(a=>a.rank<9).sort((a,t)=>a.rank-t.rank).slice(0,i).map(a=>a.emoji)}export{_ as all,x as findEmoji,v as labelOf,k as loadWords};
